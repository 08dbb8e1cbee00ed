import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from '../../../exchange/diagnosis/checks';
import { testButtonChecks } from '../../../exchange/diagnosis/testConnection';

const root = join(__dirname, '..', '..', '..');
const ids: string[] = checks.map(({ id }) => id);

it('lists every check of the folder, each under the name of its file', () => {
	const files = readdirSync(join(root, 'exchange/diagnosis/checks'))
		.map((name) => name.replace(/\.ts$/, ''))
		.filter((name) => name !== 'index');
	expect([...ids].sort()).toEqual(files.sort());
});

it.each(checks)('runs $id after the checks that it needs', ({ id, needs }) => {
	for (const needed of needs) {
		expect(ids).toContain(needed);
		expect(ids.indexOf(needed)).toBeLessThan(ids.indexOf(id));
	}
});

it('has a test in which each check finds something', () => {
	const tests = [__dirname, join(root, 'test/integration/testConnection')]
		.flatMap((folder) =>
			readdirSync(folder)
				.filter((name) => name.endsWith('.test.ts'))
				.map((name) => readFileSync(join(folder, name), 'utf8')),
		)
		.join('\n');
	/** A case of a table, the only failure, or a finding that is not that all is well. */
	const found = (id: string) =>
		[
			`fails: '${id}'`,
			`expect\\(failures\\.map\\(.*\\)\\)\\.toEqual\\(\\['${id}'\\]\\)`,
			`expect\\(checkOf\\(report, '${id}'\\)\\)\\.toMatchObject\\(\\{\\s*status: '(warning|failed)'`,
		].some((words) => new RegExp(words).test(tests));
	expect(ids.filter((id) => !found(id))).toEqual([]);
});

it.each(checks.filter(({ testButton }) => testButton === 'runs'))(
	'presses the Test button with $id and the checks that it needs',
	({ id, needs }) => {
		expect(testButtonChecks).toEqual(expect.arrayContaining([id, ...needs]));
	},
);

it.each(checks.filter(({ testButton }) => testButton !== 'runs'))(
	'presses the Test button without $id, which $testButton',
	({ id }) => {
		expect(testButtonChecks).not.toContain(id);
	},
);

it('knows of each check that writes that it does', () => {
	const writing = ids.filter((id) =>
		readFileSync(join(root, `exchange/diagnosis/checks/${id}.ts`), 'utf8').includes('writeItems'),
	);
	const said = checks.filter(({ testButton }) => testButton === 'writes').map(({ id }) => id);
	expect(said).toEqual(writing);
});

it('stands in the page of its node, in order and with the same questions', () => {
	const readme = readFileSync(join(root, 'docs/test-exchange-connection.md'), 'utf8');
	const [, table] = /\| check +\| question +\|\n\|[ |-]+\|\n((?:\|.*\|\n)+)/.exec(readme) ?? [];
	const rows = table
		?.trim()
		.split('\n')
		.map((row) => row.split('|').map((cell) => cell.trim()));
	expect(rows?.map(([, id, title]) => [id, title])).toEqual(
		checks.map(({ id, title }) => [`\`${id}\``, title]),
	);
});
