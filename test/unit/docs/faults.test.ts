import { existsSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../requirements';
import { textOf } from './docPages';

/** File and test, of each row of the table. */
const named = textOf('docs/faults.md')
	.split('\n')
	.filter((line) => line.startsWith('| ') && line.includes('`test/'))
	.flatMap((line) => line.replaceAll('\\|', '|').replace(/ \|$/, '').split('<br>'))
	.map((cell): [string, string] => {
		const [, file, name] = /`(test\/[^`]+)`: (.+)$/.exec(cell) ?? [];
		return [file, name];
	});

it('names tests of many faults', () => {
	expect(named.length).toBeGreaterThan(70);
});

it.each(named)('%s has the test: %s', (file, name) => {
	expect(existsSync(path.join(repositoryRoot, file))).toBe(true);
	const names = [...textOf(file).matchAll(/(['"`])((?:\\.|(?!\1)[^\n\\])*)\1/g)].map(([, , text]) =>
		text.replaceAll('\\', ''),
	);
	expect(names.some((text) => text.includes(name))).toBe(true);
});
