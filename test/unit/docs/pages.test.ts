import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../requirements';
import { filesIn, pages, textOf } from './docPages';

describe.each(pages)('%s', (page) => {
	const text = textOf(page);

	it('names only files and folders that are there', () => {
		const named = [
			...text.matchAll(/`((?:exchange|nodes|credentials|test|scripts|docs|demo)\/[^`*\s]*)`/g),
		];
		const missing = named
			.map(([, name]) => name)
			.filter((name) => !existsSync(path.join(repositoryRoot, name)));

		expect(missing).toEqual([]);
	});

	it('links only to pages and headings that are there', () => {
		const missing = [...text.matchAll(/\]\((?!https?:|mailto:)([^)#]*)(#[^)]*)?\)/g)]
			.map(([, file, heading]) => ({
				target: file === '' ? page : path.join(path.dirname(page), file),
				heading: heading?.slice(1),
			}))
			.filter(({ target, heading }) => {
				if (!existsSync(path.join(repositoryRoot, target))) return true;
				return heading !== undefined && !headingsOf(textOf(target)).includes(heading);
			});

		expect(missing).toEqual([]);
	});
});

it('docs/architecture.md draws what the code has', () => {
	const drawing = /```mermaid\n(.*?)```/s.exec(textOf('docs/architecture.md'))![1];
	const code = ['exchange', 'nodes']
		.flatMap(filesIn)
		.filter((file) => file.endsWith('.ts'))
		.map(textOf)
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
		execFileSync(process.execPath, [`scripts/${script}.mjs`, '--check'], { cwd: repositoryRoot }),
	).not.toThrow();
});

/** As GitHub makes them. */
function headingsOf(text: string): string[] {
	return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);
}
