/** Recognises model files of other formats by their content, and names the command that converts them to ONNX. */
import { basename, extname } from 'node:path';
import { OnnxError } from '../onnx-error.ts';

interface Kind {
  readonly name: string;
  readonly is: (bytes: Uint8Array, ending: string) => boolean;
  readonly convert: (file: string) => string;
}

const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** Start of a Python pickle, protocol 2 and later. */
const PICKLE = [0x80];
/** FlatBuffers' file identifier of TensorFlow Lite, at byte 4. */
const TFLITE = [...new TextEncoder().encode('TFL3')];

const KINDS: readonly Kind[] = [
  {
    name: 'a Keras model',
    is: (bytes, ending) => begins(bytes, HDF5) || (begins(bytes, ZIP) && ending === '.keras'),
    convert: (file) =>
      `python -c "import keras; keras.saving.load_model('${file}').export('model.onnx', format='onnx')"`,
  },
  {
    name: 'a TensorFlow Lite model',
    is: (bytes) => begins(bytes.subarray(4), TFLITE),
    convert: (file) => `python -m tf2onnx.convert --tflite ${file} --output model.onnx`,
  },
  {
    name: 'a Core ML model',
    is: (_bytes, ending) => ['.mlmodel', '.mlpackage'].includes(ending),
    convert: (file) =>
      `python -c "import coremltools, onnxmltools; onnxmltools.utils.save_model(onnxmltools.convert_coreml(coremltools.utils.load_spec('${file}')), 'model.onnx')"`,
  },
  {
    name: 'a PyTorch file',
    is: (bytes, ending) =>
      ['.pt', '.pth', '.pkl', '.ckpt', '.bin'].includes(ending) && (begins(bytes, ZIP) || begins(bytes, PICKLE)),
    convert: (file) =>
      `python -c "import torch; m = torch.load('${file}', weights_only=False).eval(); torch.onnx.export(m, torch.zeros(1, 3, 224, 224), 'model.onnx')" (224: the side of the net's input; for Ultralytics: yolo export model=${file} format=onnx)`,
  },
  {
    name: 'a TensorFlow SavedModel',
    is: (_bytes, ending) => ending === '.pb',
    convert: () => 'python -m tf2onnx.convert --saved-model FOLDER --output model.onnx',
  },
];

/** @throws OnnxError if the file has another known format. */
export function refuseOtherFormats(path: string, bytes: Uint8Array): void {
  const ending = extname(path).toLowerCase();
  const kind = KINDS.find(({ is }) => is(bytes, ending));
  if (!kind) return;
  throw new OnnxError(
    `${path} is ${kind.name}, but only ONNX models can be opened.`,
    `Convert it: ${kind.convert(plainName(path))}`,
  );
}

/** The name is copied into a shell command, so it may only contain characters without a meaning there. */
function plainName(path: string): string {
  const name = basename(path);
  return /^[\w.-]+$/.test(name) ? name : `MODEL${/^[\w.]*$/.test(extname(name)) ? extname(name) : ''}`;
}

function begins(bytes: Uint8Array, with_: readonly number[]): boolean {
  return with_.every((byte, i) => bytes[i] === byte);
}
