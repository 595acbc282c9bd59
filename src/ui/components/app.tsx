import { Box, Text, useApp } from 'ink';
import { useEffect } from 'react';
import { modeOf } from '../draw/layout.ts';
import { showsDemo } from '../state/demo.ts';
import type { LearnersScreen } from '../terminal/whole-screen.ts';
import { DemoScreen } from './demo-screen.tsx';
import { LessonScreen } from './lesson-screen.tsx';
import { MenuScreen } from './menu-screen.tsx';
import { OverlayBox } from './overlay-box.tsx';
import { type ModelSource, useDrawn } from './use-drawn.ts';

interface Place {
  screen: 'menu' | 'lesson' | 'demo';
  columns: number;
  rows: number;
}

/** The owner of the model, who is given the screen so that it can be suspended for a shell. */
interface Workshop extends ModelSource {
  setScreen(screen: LearnersScreen): void;
}

/** The whole screen. `write` goes to the learner's terminal directly, while Ink is suspended for a shell. */
export function App({ controller, write }: { controller: Workshop; write: (data: string | Buffer) => void }) {
  const { suspendTerminal } = useApp();
  useEffect(
    () => controller.setScreen({ suspend: use => suspendTerminal(use), write }),
    [controller, suspendTerminal, write],
  );
  const { screen, columns, rows } = useDrawn<Place>(
    controller,
    model => ({ screen: showsDemo(model) ? 'demo' : model.view.screen, ...model.size }),
    '',
    (a, b) => a.screen === b.screen && a.columns === b.columns && a.rows === b.rows,
  );
  const size = { columns, rows };
  if (modeOf(size) === 'small') return <TooSmall columns={columns} rows={rows} />;
  return (
    <Box width={columns} height={rows}>
      {screen === 'menu' && <MenuScreen source={controller} size={size} />}
      {screen === 'lesson' && <LessonScreen source={controller} size={size} />}
      {screen === 'demo' && <DemoScreen source={controller} size={size} />}
      <OverlayBox source={controller} size={size} />
    </Box>
  );
}

function TooSmall({ columns, rows }: { columns: number; rows: number }) {
  return (
    <Box width={columns} height={rows}>
      <Text>
        This terminal has {columns}x{rows} characters; container-lab needs at least 40x10.
      </Text>
    </Box>
  );
}
