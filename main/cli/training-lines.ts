/** What is printed while a network trains. */
import type { ComputeEvent } from '../../native-bridge/host/compute-messages.ts';
import type { Output } from './output.ts';

const PRINT_EVERY = 5; // epochs, as the course's notebook does

/** Prints what a compute host reports about a training: one line per epoch for programs, every fifth epoch for people. */
export function reportTraining(event: ComputeEvent, output: Output): void {
  if (event.kind === 'progress') output.progress(event);
  if (event.kind === 'begun') {
    const { dataset, network, parameters, backend, device, why, from, startedFrom, drawn, drawnRooms } = event;
    const { train, validation, test, name } = dataset;
    output.note(
      `Training ${network} (${parameters} parameters) on ${name}: ${train} train, ${validation} validation, ${test} test pictures.`,
    );
    for (const note of dataset.notes) output.note(`Read as: ${note}.`);
    if (startedFrom) output.note(startText(startedFrom));
    if (drawn + drawnRooms > 0) {
      output.note(`Every epoch adds ${drawnText(drawn, drawnRooms)} to the ${train} pictures.`);
    }
    output.note(`Backend ${backend} on ${device} (${why})${from > 0 ? `; resuming at epoch ${from}` : ''}.`);
  }
  if (event.kind === 'epoch') {
    const { kind: _, ...record } = event;
    output.record({ kind: 'epoch', ...record });
    if (event.epoch % PRINT_EVERY === 0)
      output.say(`Cost after epoch ${event.epoch}: ${event.cost.toFixed(6)}${accuracies(event)}`);
  }
}

function drawnText(hands: number, rooms: number): string {
  const mixed = [
    hands > 0 && `${hands} drawn ${hands === 1 ? 'hand' : 'hands'}`,
    rooms > 0 && `${rooms} drawn ${rooms === 1 ? 'room' : 'rooms'} without a hand`,
  ];
  return mixed.filter((part) => part !== false).join(' and ');
}

type StartedFrom = NonNullable<Extract<ComputeEvent, { kind: 'begun' }>['startedFrom']>;

/** `Starts from base: 26 tensors taken over, a new last layer.` */
function startText({ model, taken, lastLayer }: StartedFrom): string {
  const last = { taken: 'the last layer too', reordered: 'the last layer in the order of the classes' };
  return `Starts from ${model}: ${taken.length} tensors taken over, ${lastLayer === 'new' ? 'a new last layer' : last[lastLayer]}.`;
}

type EpochEvent = Extract<ComputeEvent, { kind: 'epoch' }>;

/** What was measured after the epoch; `train` is a full pass over the training split. */
function accuracies({ trainAccuracy, validationAccuracy }: EpochEvent): string {
  const measured = [
    trainAccuracy !== undefined && `train ${trainAccuracy.toFixed(4)}`,
    validationAccuracy !== undefined && `validation ${validationAccuracy.toFixed(4)}`,
  ].filter((part) => part !== false);
  return measured.length > 0 ? ` (${measured.join(', ')})` : '';
}
