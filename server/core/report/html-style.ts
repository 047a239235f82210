// How an HTML report looks: on a phone, in the dark and on paper.

export const reportStyle = `
:root { color-scheme: light dark; --back: #f6f7f9; --card: #fff; --ink: #1b2330; --soft: #5b6675; --line: #dfe3e9;
  --good: #1f7a4d; --bad: #c2402d; --warn: #a8700a; --calm: #5f7fb0; --dim: #aab2bf; --accent: #2457a6; --other: #8a63b8; }
@media (prefers-color-scheme: dark) {
  :root { --back: #11151b; --card: #1a2029; --ink: #e7ebf1; --soft: #9aa6b5; --line: #2c3541;
    --good: #4cc38a; --bad: #f0705c; --warn: #e0a83c; --calm: #7fa3dc; --dim: #5d6876; --accent: #8ab4f8; --other: #c09cf0; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 28px 20px 48px; }
h1 { font-size: 1.6rem; margin: 0 0 2px; letter-spacing: -0.01em; }
h2 { font-size: 1.05rem; margin: 0 0 10px; }
p { margin: 0 0 10px; }
.soft { color: var(--soft); font-size: 0.9rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 20px; margin-top: 16px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 0 16px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 14px; margin-top: 18px; }
.figure { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; }
.figure b { display: block; font-size: 1.75rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.figure span { color: var(--soft); font-size: 0.85rem; display: block; }
.bad { color: var(--bad); }
.bar { display: flex; height: 14px; border-radius: 7px; overflow: hidden; gap: 2px; margin: 4px 0 10px; }
.bar i { display: block; min-width: 3px; }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 0; padding: 0; font-size: 0.9rem; }
.key i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; }
.key b { font-variant-numeric: tabular-nums; }
.c0 { background: var(--good); } .c1 { background: var(--bad); } .c2 { background: var(--warn); }
.c3 { background: var(--calm); } .c4 { background: var(--other); } .c5 { background: var(--dim); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; }
th { text-align: left; color: var(--soft); font-weight: 600; font-size: 0.82rem; white-space: nowrap; }
th, td { padding: 6px 10px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:first-child { min-width: 9rem; overflow-wrap: anywhere; }
tr:last-child td { border-bottom: 0; }
.right { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-right: 0; padding-left: 14px; }
ol { margin: 0; padding-left: 1.4em; } li { margin-bottom: 6px; } .key li { margin: 0; }
.trend { display: block; width: 100%; height: auto; margin-bottom: 8px; font: 13px system-ui, sans-serif; }
.trend polyline { fill: none; stroke: var(--accent); stroke-width: 2.2; stroke-linejoin: round; }
.grid { stroke: var(--line); } .policy { stroke: var(--soft); stroke-dasharray: 4 4; }
.axis { fill: var(--soft); } .value { fill: var(--ink); font-weight: 600; font-size: 13px; }
.dot { fill: var(--accent); } .ring { fill: var(--card); stroke: var(--accent); stroke-width: 1.4; }
footer { margin-top: 22px; overflow-wrap: anywhere; }
@media (max-width: 560px) {
  main { padding: 18px 12px 32px; } .card { padding: 14px; } .figures { grid-template-columns: 1fr 1fr; gap: 10px; }
  .figure b { font-size: 1.4rem; } .figure:last-child:nth-child(odd) { grid-column: 1 / -1; }
  .trend { font-size: 21px; } .value { font-size: 23px; }
}
@media print {
  :root { --back: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; color-scheme: light; }
  body { font-size: 11pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; } .card, .figure { break-inside: avoid; } .wide { overflow: visible; }
}
`
