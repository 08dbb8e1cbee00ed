import type { Fault } from './fault';
import { send } from './http';

/**
 * The operation is answered as if it were done, and nothing of it stays: neither what it wrote nor what it
 * mailed. What others do at the same moment is lost with it.
 * @param company everything that the server keeps
 */
export function undone(company: object): Fault {
	return {
		name: 'undone',
		carriesOut: false,
		respond: async ({ response }, answer) => {
			const restore = remember(company);
			const given = await answer();
			restore();
			send(response, given);
		},
	};
}

/**
 * Remembers all that an object holds, however deep.
 * @returns brings it back, in the same objects
 */
function remember(root: object): () => void {
	const seen = new Set<object>();
	const restores: Array<() => void> = [];
	const waiting: unknown[] = [root];
	while (waiting.length > 0) {
		const one = waiting.pop();
		if (typeof one !== 'object' || one === null || seen.has(one)) continue;
		seen.add(one);
		if (one instanceof Date || ArrayBuffer.isView(one)) continue;
		if (one instanceof Map) {
			const entries = [...(one as Map<unknown, unknown>)];
			restores.push(() => refill(one as Map<unknown, unknown>, entries));
			waiting.push(...entries.flat());
		} else if (one instanceof Set) {
			const values = [...(one as Set<unknown>)];
			restores.push(() => {
				one.clear();
				for (const value of values) one.add(value);
			});
			waiting.push(...values);
		} else {
			const held = Object.getOwnPropertyDescriptors(one) as Record<string, PropertyDescriptor>;
			restores.push(() => reset(one, held));
			waiting.push(...Object.values(held).map(({ value }) => value as unknown));
		}
	}
	return () => restores.forEach((restore) => restore());
}

function refill(map: Map<unknown, unknown>, entries: ReadonlyArray<[unknown, unknown]>): void {
	map.clear();
	for (const [key, value] of entries) map.set(key, value);
}

function reset(object: object, held: Readonly<Record<string, PropertyDescriptor>>): void {
	if (Array.isArray(object)) object.length = 0;
	for (const name of Object.keys(object)) {
		if (!(name in held)) delete (object as Record<string, unknown>)[name];
	}
	for (const [name, descriptor] of Object.entries(held)) {
		if (name === 'length' && Array.isArray(object)) object.length = descriptor.value as number;
		else if (descriptor.writable) (object as Record<string, unknown>)[name] = descriptor.value;
	}
}
