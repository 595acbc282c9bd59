import type { BuildOptions } from 'esbuild';

export const ENTRY: string;
export const REQUIRE_BANNER: string;
export function bundleOptions(root: string): BuildOptions;
