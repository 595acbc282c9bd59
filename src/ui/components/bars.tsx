import type { Controller } from '../controller.ts';
import { headerLine } from '../draw/header.ts';
import { keyBarLine } from '../draw/key-bar.ts';
import { tabsLine } from '../draw/tabs.ts';
import { timelineLine } from '../draw/timeline.ts';
import type { Model } from '../state/model.ts';
import { Lines } from './lines.tsx';
import { useDrawn } from './use-drawn.ts';

const DRAW: Record<'header' | 'tabs' | 'timeline' | 'keys', (model: Model, columns: number) => string> = {
  header: headerLine,
  tabs: tabsLine,
  timeline: timelineLine,
  keys: keyBarLine,
};

/** A line of the whole width: the header, the tabs, the timeline or the key bar. */
export function Bar({
  controller,
  name,
  y,
  width,
}: {
  controller: Controller;
  name: keyof typeof DRAW;
  y: number;
  width: number;
}) {
  const text = useDrawn(controller, model => DRAW[name](model, width), `${name} ${width}`);
  return <Lines rect={{ x: 0, y, width, height: 1 }} text={text} />;
}
