/** The licences of what is in the bundle, as one text: name, version and licence of every package that has a file in it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** For a package that comes without its licence's text but names this licence. */
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

/**
 * @param metafile of esbuild
 * @param root folder that the metafile's paths start from
 * @throws when a package has neither a text nor a copyright line
 */
export function licenses(metafile, root) {
  const files = Object.values(metafile.outputs).flatMap(output => Object.keys(output.inputs));
  const folderOf = path => /^(?:.*node_modules\/)(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
  const folders = new Set(files.map(folderOf).filter(Boolean));
  const sections = [...folders].sort().map(folder => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const shipped = readdirSync(join(root, folder)).find(entry => /^licen[cs]e/i.test(entry));
    const text = shipped
      ? readFileSync(join(root, folder, shipped), 'utf8').trim()
      : fromSources(name, license, join(root, folder));
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  const head = 'The programs in this folder contain the following packages.\n';
  return [head, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

/** The text of the licence below the copyright lines of the package's own files. */
function fromSources(name, license, folder) {
  const scripts = readdirSync(folder, { recursive: true }).filter(path => /\.[cm]?js$/.test(path));
  const found = scripts.flatMap(
    path => readFileSync(join(folder, path), 'utf8').match(/copyright \(c\) [^*\n\\]{1,100}/gi) ?? [],
  );
  const lines = [...new Set(found.map(line => line.trim()))];
  if (license !== 'MIT' || lines.length === 0)
    throw new Error(`build: ${name} (${license}) is bundled, and comes with no text of its licence`);
  return `${lines.join('\n')}\n\n${MIT}`;
}
