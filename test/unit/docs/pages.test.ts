import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const pages = [
	'README.md',
	'CONTRIBUTING.md',
	...readdirSync(path.join(root, 'docs'))
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`),
];
const textOf = (page: string) => readFileSync(path.join(root, page), 'utf8');

describe.each(pages)('%s', (page) => {
	const text = textOf(page);

	it('names only files and folders that are there', () => {
		const named = [
			...text.matchAll(/`((?:exchange|nodes|credentials|test|scripts|docs|demo)\/[^`*\s]*)`/g),
		];
		const missing = named
			.map(([, name]) => name)
			.filter((name) => !existsSync(path.join(root, name)));

		expect(missing).toEqual([]);
	});

	it('links only to pages and headings that are there', () => {
		const missing = [...text.matchAll(/\]\((?!https?:|mailto:)([^)#]*)(#[^)]*)?\)/g)]
			.map(([, file, heading]) => ({
				target: file === '' ? page : path.join(path.dirname(page), file),
				heading: heading?.slice(1),
			}))
			.filter(({ target, heading }) => {
				if (!existsSync(path.join(root, target))) return true;
				return heading !== undefined && !headingsOf(textOf(target)).includes(heading);
			});

		expect(missing).toEqual([]);
	});
});

it('docs/architecture.md draws what the code has', () => {
	const drawing = /```mermaid\n(.*?)```/s.exec(textOf('docs/architecture.md'))![1];
	const code = ['exchange', 'nodes']
		.flatMap((folder) => sourcesIn(path.join(root, folder)))
		.map((file) => readFileSync(file, 'utf8'))
		.join('\n');
	const names = drawing.match(/\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*)\b/g) ?? [];
	const unknown = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code));

	expect(names.length).toBeGreaterThan(15);
	expect([...new Set(unknown)]).toEqual([]);
});

it.each([
	['docs/errors.md', 'the error classes', 'generateErrorDocs'],
	['docs/troubleshooting.md', 'the checks and error classes', 'generateTroubleshooting'],
	['docs/exchange-behaviours.md', 'the behaviours of the test Exchange', 'generateBehaviourDocs'],
])('%s is what %s say', (_page, _source, script) => {
	expect(() =>
		execFileSync(process.execPath, [`scripts/${script}.mjs`, '--check'], { cwd: root }),
	).not.toThrow();
});

function sourcesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => path.join(folder, file));
}

/** As GitHub makes them. */
function headingsOf(text: string): string[] {
	return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);
}
