import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { counters, child, root, withServer } from '../../benchmark/parts';
import type { Measurement } from '../../benchmark/measure';
import { median } from '../../benchmark/tables';

/** What is measured is the built package. */
const isBuilt = existsSync(path.join(root, 'dist/index.js'));
if (!isBuilt && process.env.CI) throw new Error('dist/ is missing: run npm run build first');
const whenBuilt = isBuilt ? describe : describe.skip;
if (!isBuilt) process.stdout.write('skipped: dist/ is missing, npm run build makes it\n');

whenBuilt('the benchmark', () => {
	it('runs through with few items and writes its tables', () => {
		const folder = mkdtempSync(path.join(os.tmpdir(), 'benchmark-'));
		const output = path.join(folder, 'benchmark.md');
		const args = ['--items', '200', '--rounds', '1', '--growth', '200', '--mailboxes', '5'];
		args.push('--watched', '5', '--changes', '5', '--workers', 'none');
		const { status, stderr } = spawnSync(
			process.execPath,
			['--import', 'tsx', 'test/benchmark/run.ts', ...args, '--output', output],
			{ cwd: root, encoding: 'utf8' },
		);
		expect(stderr).toBe('');
		expect(status).toBe(0);
		const text = readFileSync(output, 'utf8');
		rmSync(folder, { recursive: true });
		expect(text).toMatch(/^\| this package \|/m);
		expect(text).toMatch(/^\| ews-javascript-api 0\.15\.3 \|/m);
		expect(text).toMatch(/^\| basic \|.*\| 5 \|/m);
		expect(text).toMatch(/^\| ntlm \|.*\| 5 \|/m);
		// Five calendars take one connection that stays open.
		expect(text).toMatch(/^\| 5 \| [\d.]+ \/ [\d.]+ \/ [\d.]+ \| [\d.]+ \| [\d.]+ \| 1 \|/m);
		expect(text).not.toMatch(/NaN|undefined|Infinity/);
	});

	// CPU time, not wall time, and both clients in turn: other work on the machine hits both alike.
	it('shows at least four times less CPU than ews-javascript-api, and no request an item', async () => {
		// Fewer items are mostly the compiler's warming up, which both clients pay alike.
		const items = 5_000;
		const ratios = await withServer(items, async (url) => {
			const found: number[] = [];
			for (let round = 0; round < 3; round++) {
				await counters(url);
				const ours = await child<Measurement>('clients/ours.ts', url);
				const { requests } = await counters(url);
				const theirs = await child<Measurement>('clients/ewsJavascriptApi.ts', url);
				expect([ours.items, theirs.items]).toEqual([items, items]);
				expect(requests).toBe(Math.ceil(items / 512) + Math.ceil(items / 100));
				found.push(theirs.cpuMs / ours.cpuMs);
			}
			return found;
		});
		process.stdout.write(
			`CPU of ews-javascript-api / ours: ${ratios.map((r) => r.toFixed(1)).join(', ')}\n`,
		);
		expect(median(ratios)).toBeGreaterThanOrEqual(4);
	});
});
