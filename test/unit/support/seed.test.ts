import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { seed } from '../../support/seed';

const root = path.resolve(__dirname, '../..');

it('is the seed of fast-check, too', () => {
	expect(fc.readConfigureGlobal().seed).toBe(seed);
});

it('is where every test has its random numbers from', () => {
	const others = readdirSync(root, { recursive: true, encoding: 'utf8' })
		.filter((file) => /\.(ts|mjs)$/.test(file) && !file.startsWith('support'))
		.filter((file) => !__filename.endsWith(file))
		.filter((file) => {
			const text = readFileSync(path.join(root, file), 'utf8');
			return /Math\.random\(|process\.env\.SEED|\bseed\w* = Date\.now/.test(text);
		});
	expect(others).toEqual([]);
});
