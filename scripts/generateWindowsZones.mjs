// Writes exchange/calendar/windowsZones.ts from CLDR's table of Windows zones: node scripts/generateWindowsZones.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

const require = createRequire(import.meta.url);
const source = require.resolve('cldr-core/supplemental/windowsZones.json');
const { version } = JSON.parse(readFileSync(require.resolve('cldr-core/package.json'), 'utf8'));
const { mapTimezones } = JSON.parse(readFileSync(source, 'utf8')).supplemental.windowsZones;

const zones = new Map();
for (const { mapZone } of mapTimezones) {
	const names = zones.get(mapZone._other) ?? [];
	const more = mapZone._type.split(' ').filter(Boolean);
	zones.set(
		mapZone._other,
		mapZone._territory === '001' ? [...more, ...names] : [...names, ...more],
	);
}

const lines = [...zones]
	.sort(([a], [b]) => (a < b ? -1 : 1))
	.map(([windows, iana]) => `\t'${windows}': '${[...new Set(iana)].join(' ')}',`);

const target = fileURLToPath(new URL('../exchange/calendar/windowsZones.ts', import.meta.url));
const text = `/**
 * Windows zone ids and the IANA zones that follow their clocks, the main one first.
 * Generated from cldr-core ${version} (Unicode License V3) by scripts/generateWindowsZones.mjs.
 */
export const windowsZones: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`;
const style = await prettier.resolveConfig(target);
writeFileSync(target, await prettier.format(text, { ...style, filepath: target }));
process.stdout.write(`${zones.size} zones -> ${target}\n`);
