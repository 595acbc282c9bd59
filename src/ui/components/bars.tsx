import { headerLine } from '../draw/header.ts';
import { keyBarLine } from '../draw/key-bar.ts';
import { tabsLine } from '../draw/tabs.ts';
import { timelineLine } from '../draw/timeline.ts';
import type { Model } from '../state/model.ts';
import { headerView, keyBarView, tabsView } from '../state/select-bars.ts';
import { Lines } from './lines.tsx';
import { type ModelSource, useDrawn } from './use-drawn.ts';

const DRAW: Record<'header' | 'tabs' | 'timeline' | 'keys', (model: Model, columns: number) => string> = {
  header: (model, columns) => headerLine(headerView(model), columns),
  tabs: (model, columns) => tabsLine(tabsView(model), columns),
  timeline: (model, columns) => timelineLine(model.playback, columns),
  keys: (model, columns) => keyBarLine(keyBarView(model), columns),
};

/** A line of the whole width: the header, the tabs, the timeline or the key bar. */
export function Bar({
  source,
  name,
  y,
  width,
}: {
  source: ModelSource;
  name: keyof typeof DRAW;
  y: number;
  width: number;
}) {
  const text = useDrawn(source, model => DRAW[name](model, width), `${name} ${width}`);
  return <Lines rect={{ x: 0, y, width, height: 1 }} text={text} />;
}
