import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../../requirements';
import { panelDigests } from '../../support/panelDigests';

const docs = path.join(repositoryRoot, 'docs');
const panels = path.join(docs, 'images/panels');
const pages = readdirSync(docs)
	.filter((name) => name.endsWith('.md'))
	.map((name) => readFileSync(path.join(docs, name), 'utf8'));

/** Where it fails a panel has changed: CONTRIBUTING.md has the command that takes the pictures anew. */
it('the pictures of the panels show them as they are', () => {
	const digests = readFileSync(path.join(panels, 'panels.json'), 'utf8');
	expect(JSON.parse(digests)).toEqual(panelDigests());
});

it('the pictures of the example workflows show them as they are', () => {
	const workflows = path.join(repositoryRoot, 'workflows');
	const files = readdirSync(workflows).filter((name) => name.endsWith('.json'));
	const digests = files.map((file): [string, string] => [
		path.basename(file, '.json'),
		createHash('sha256')
			.update(readFileSync(path.join(workflows, file)))
			.digest('hex')
			.slice(0, 16),
	]);
	const shown = readFileSync(path.join(docs, 'images/workflows/workflows.json'), 'utf8');
	expect(JSON.parse(shown)).toEqual(Object.fromEntries(digests));
	const page = readFileSync(path.join(docs, 'workflows.md'), 'utf8');
	for (const [name] of digests) expect(page).toContain(`(images/workflows/${name}.png)`);
});

it('each picture is on a page, and each picture of a page is there', () => {
	const shown = pages.flatMap((page) => [...page.matchAll(/images\/panels\/[\w.]+/g)].flat());
	const taken = readdirSync(panels).filter((name) => name.endsWith('.png'));
	expect([...shown].sort()).toEqual(taken.map((name) => `images/panels/${name}`).sort());
	for (const picture of shown) expect(existsSync(path.join(docs, picture))).toBe(true);
});
