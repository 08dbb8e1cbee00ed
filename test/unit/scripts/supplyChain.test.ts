import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(__dirname, '../../../.github/workflows');
const files = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));

it('runs only actions that are pinned to a commit', () => {
	const used = files.flatMap((text) => [...text.matchAll(/uses: (\S+)(.*)$/gm)]);
	expect(used.length).toBeGreaterThan(4);
	for (const [, action, comment] of used) {
		expect(action).toMatch(/@[0-9a-f]{40}$/);
		expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/);
	}
});

it('gives the right to publish to a job that neither checks out nor installs', () => {
	const publish = readFileSync(path.join(folder, 'publish.yml'), 'utf8');
	const jobs = publish.split(/^ {2}(?=\w+:$)/m).slice(1);
	const holders = jobs.filter((job) => job.includes('id-token: write'));
	expect(holders).toHaveLength(1);
	expect(holders[0]).not.toMatch(/checkout|npm (ci|install|test|run)|node scripts/);
	expect(holders[0]).toContain('needs: build');
});
