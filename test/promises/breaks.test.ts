import { readFileSync } from 'node:fs';
import path from 'node:path';
import { breaks } from './breaks';

const root = path.resolve(__dirname, '../..');

it.each(breaks)('the place of a deliberate fault stands in the product: $what', (broken) => {
	for (const edit of [broken, broken.also]) {
		if (edit === undefined) continue;
		const { file, line, broken: instead } = edit;
		const places = readFileSync(path.join(root, file), 'utf8').split(line).length - 1;
		expect([file, places]).toEqual([file, 1]);
		expect(instead).not.toBe(line);
	}
});
