// The invoices of content.json by Typst: peer_typst.mjs CONTENT.json FONT FILE.pdf N
// Writes the first, makes N more and prints the milliseconds of one.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(process.cwd() + '/');
const { NodeCompiler } = require('@myriaddreamin/typst-ts-node-compiler');
const [content, font, file, count] = process.argv.slice(2);
const documents = JSON.parse(readFileSync(content, 'utf8')).map((one) => JSON.stringify(one));
const source = `
#let d = json(bytes(sys.inputs.document))
#let grey = rgb("#5C6875")
#let accent = rgb("#0B6779")
#set page(paper: "a4", margin: (x: 45.64pt, top: 36pt, bottom: 54pt), footer: {
  set text(7.5pt, grey)
  line(length: 100%, stroke: 0.5pt + rgb("#D9DEE4"))
  [#d.footer #h(1fr) #d.page]
})
#set text(font: "WenQuanYi Micro Hei", size: 8.5pt, fill: rgb("#1A2330"))
#set par(leading: 3pt, spacing: 3pt)
#text(12.5pt, d.name) #h(1fr) #text(24pt, d.title)
#align(right, text(7.5pt, grey, d.title_note))
#line(length: 100%, stroke: 1.25pt + accent)
#let party(lines) = {
  text(7.5pt, grey, lines.at(0))
  linebreak()
  text(9pt, lines.at(1))
  for l in lines.slice(2) { linebreak(); text(8pt, l) }
}
#grid(columns: (1fr, 1fr, 1fr), column-gutter: 12pt, party(d.issuer), party(d.customer),
  grid(columns: (auto, 1fr), row-gutter: 5pt, align: (left, right),
    ..d.facts.map(f => (text(7.5pt, grey, f.at(0)), text(8pt, f.at(1)))).flatten()))
#v(6pt)
#text(10pt, d.heading) #h(1fr) #text(7.5pt, grey, d.unit_note)
#table(
  columns: (18pt, 1fr, 44pt, 56pt, 26pt, 56pt, 56pt, 48pt, 66pt),
  align: (left, left, left, right, left, right, right, right, right),
  inset: (x: 2pt, y: 3.2pt), stroke: (x, y) => (bottom: 0.4pt + rgb("#D9DEE4")),
  table.header(..d.head.map(h => text(7.5pt, grey, h))),
  table.cell(colspan: 9, text(7.5pt, accent, d.group)),
  ..d.rows.flatten(),
)
#grid(columns: (1fr, auto), d.subtotal_label, d.subtotal)
#block(fill: rgb("#F3F6F8"), width: 100%, inset: 8pt, stroke: (top: 0.75pt),
  grid(columns: (1fr, auto, 1fr), align: (left, left, right),
    [#text(7.5pt, grey, d.words_label) \\ #text(9.5pt, d.words)],
    text(11pt, d.total_label), text(14pt, d.total)))
`;
const compiler = NodeCompiler.create({ workspace: process.cwd(), fontArgs: [{ fontPaths: [font] }] });
const make = (i) => compiler.pdf({
  mainFileContent: source, inputs: { document: documents[i % documents.length] },
});
writeFileSync(file, make(0));
for (let i = 0; i < 10; i++) make(i);
const from = process.hrtime.bigint();
for (let i = 0; i < Number(count); i++) {
  make(i);
  compiler.evictCache(10); // what Typst suggests for tools that do not watch
}
console.log((Number(process.hrtime.bigint() - from) / 1e6 / Number(count)).toFixed(4));
