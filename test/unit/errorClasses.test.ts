import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as library from '../../exchange';
import * as published from '../../index';

const root = path.join(__dirname, '../../exchange');

/** Names of all classes of the source with the class that each extends, test doubles aside. */
const classes = readdirSync(root, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
	.flatMap((file) => [
		...readFileSync(path.join(root, file), 'utf8').matchAll(/\bclass (\w+) extends (\w+)/g),
	])
	.map(([, name, parent]) => ({ name, parent }));

function isError(name: string): boolean {
	return (
		name === 'ExchangeError' ||
		classes.some((one) => one.name === name && one.name !== one.parent && isError(one.parent))
	);
}

const errors = classes.map(({ name }) => name).filter(isError);

describe('error classes', () => {
	it.each(errors)('%s is exported, so that a user of the package can tell it', (name) => {
		expect(published).toHaveProperty(name);
		expect(library).toHaveProperty(name);
		const found = (published as Record<string, unknown>)[name] as { prototype: unknown };
		expect(name === 'ExchangeError' || found.prototype instanceof library.ExchangeError).toBe(true);
	});

	it('have a name of their own', () => {
		expect(errors.length).toBeGreaterThan(30);
		expect([...new Set(errors)]).toHaveLength(errors.length);
	});
});
