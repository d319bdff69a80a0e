// The text of a PDF as pdf.js gives it: pdfjs_text.mjs FILE.pdf, in a folder that has pdfjs-dist
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.cwd() + '/');
const pdfjs = await import(require.resolve('pdfjs-dist/legacy/build/pdf.mjs'));
const data = new Uint8Array(readFileSync(process.argv[2]));
const file = await pdfjs.getDocument({ data, verbosity: 0 }).promise;
for (let number = 1; number <= file.numPages; number++) {
  const page = await file.getPage(number);
  console.log((await page.getTextContent()).items.map((item) => item.str).join(''));
}
