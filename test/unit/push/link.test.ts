import {
	checkSource,
	externalIdOf,
	externalKey,
	readLinkState,
	sourcePrefix,
	writeLinkState,
} from '../../../exchange/push/plan/link';

describe('the key of an item', () => {
	it('belongs to one source only, whatever its name is', () => {
		const names = ['a', 'a:b', 'a%3Ab', 'a:', ':', 'A', 'ä', 'a b'];
		for (const name of names) {
			const key = externalKey(name, 'b:1');
			expect(externalIdOf(name, key)).toBe('b:1');
			for (const other of names) {
				if (other !== name) expect(externalIdOf(other, key)).toBeUndefined();
				if (other !== name) expect(key.startsWith(sourcePrefix(other))).toBe(false);
			}
		}
	});

	it('is none of an item without one', () => {
		expect(externalIdOf('hr', undefined)).toBeUndefined();
		expect(externalIdOf('hr', 'HR:1')).toBeUndefined();
	});

	it('has at most 255 characters', () => {
		expect(externalKey('hr', 'x'.repeat(252))).toHaveLength(255);
		expect(() => externalKey('hr', 'x'.repeat(253))).toThrow(
			expect.objectContaining({
				field: 'externalId',
				remedy: expect.stringContaining('252 characters'),
			}),
		);
	});
});

describe('the name of a source', () => {
	it.each(['hr', 'HR & Payroll', 'x'.repeat(64), 'ä'.repeat(24), 'Küche: 1'])(
		'can be %s',
		(name) => {
			expect(() => checkSource(name)).not.toThrow();
		},
	);

	it.each([undefined, 7, '', ' ', 'x'.repeat(65), 'a\u0000', 'a\u001f', 'a\ud800', 'ä'.repeat(25)])(
		'cannot be %j',
		(name) => {
			expect(() => checkSource(name)).toThrow(expect.objectContaining({ field: 'source' }));
		},
	);
});

describe('the memory of an item', () => {
	it('is read as it was written', () => {
		const state = {
			version: 1 as const,
			fields: { subject: ['a', 'b'] as [string, string] },
			occurrenceFields: ['body'],
			pending: true as const,
		};
		expect(readLinkState(writeLinkState(state))).toEqual(state);
		const plain = { version: 1 as const, fields: {} };
		expect(readLinkState(writeLinkState(plain))).toEqual(plain);
	});

	it.each([
		undefined,
		'',
		'{',
		'null',
		'7',
		'{}',
		'{"version":2,"fields":{}}',
		'{"version":1}',
		'{"version":1,"fields":null}',
		'{"version":1,"fields":"x"}',
	])('is none in %s', (text) => {
		expect(readLinkState(text)).toBeUndefined();
	});

	it('leaves out what somebody else put into it', () => {
		const text =
			'{"version":1,"fields":{"a":["x","y"],"b":"xy","c":[1,2]},"pending":"yes","occurrenceFields":1}';
		expect(readLinkState(text)).toEqual({ version: 1, fields: { a: ['x', 'y'] } });
	});
});
