/** All sentences in Chinese, loaded when the page first shows a reported text in Chinese. */

import type { Catalogue } from './translator.ts';
import datasets from './zh-CN/datasets.json' with { type: 'json' };
import fragments from './zh-CN/fragments.json' with { type: 'json' };
import kernels from './zh-CN/kernels.json' with { type: 'json' };
import learn from './zh-CN/learn.json' with { type: 'json' };
import schema from './zh-CN/schema.json' with { type: 'json' };
import services from './zh-CN/services.json' with { type: 'json' };
import training from './zh-CN/training.json' with { type: 'json' };

export const CHINESE: Catalogue = {
  ...fragments,
  ...datasets,
  ...services,
  ...training,
  ...learn,
  ...kernels,
  ...schema,
};
