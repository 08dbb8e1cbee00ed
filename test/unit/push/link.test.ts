import {
	checkSource,
	externalKey,
	idInLinks,
	isCopy,
	markOf,
	ownerOf,
	readLinkState,
	sourcePrefix,
	writeLinkState,
	writtenKey,
} from '../../../exchange/push/plan/link';
import { withRefusal } from '../../../exchange/push/plan/unfinished';
import { ExchangeError } from '../../../exchange/errors';

describe('the key of an item', () => {
	const names = ['a', 'a:b', 'a%3Ab', 'a:', ':', 'A', 'ä', 'a b'];
	it.each(names)('of %s belongs to no other source', (name) => {
		const key = externalKey(name, 'b:1');
		expect(ownerOf(name, key)).toEqual({ externalId: 'b:1' });
		for (const other of names) {
			if (other === name) continue;
			expect(ownerOf(other, key)).toEqual({ managedBy: name });
			expect(key.startsWith(sourcePrefix(other))).toBe(false);
		}
	});

	it('is none of an item without one', () => {
		expect(ownerOf('hr', undefined)).toEqual({});
		expect(ownerOf('hr', '')).toEqual({});
		expect(ownerOf('hr', '%E0%A4%A:1')).toEqual({ managedBy: '%E0%A4%A' });
	});

	it('holds an id of up to 255 characters with the source, of a longer one the digest', () => {
		const [short, long] = ['x'.repeat(252), 'x'.repeat(253)];
		expect(externalKey('hr', short)).toBe(`hr:${short}`);
		expect(writtenKey('hr', short)).toEqual({ key: `hr:${short}` });
		const { key, longId } = writtenKey('hr', long);
		expect(key).toMatch(/^hr:#sha256:[0-9a-f]{64}$/);
		expect(longId).toBe(long);
		expect(ownerOf('hr', key, long)).toEqual({ externalId: long });
		expect(ownerOf('hr', key)).toEqual({ externalId: idInLinks('hr', long) });
		expect(idInLinks('hr', short)).toBe(short);
	});

	it('is another one for each id, however long, alike or chosen', () => {
		const long = 'x'.repeat(400);
		const ids = [long, `${long}y`, long.toUpperCase(), `${long} `, 'e', 'E'];
		const digest = idInLinks('hr', long);
		const keys = [...ids, digest].map((id) => externalKey('hr', id));
		expect(new Set(keys.map((key) => key.toLowerCase())).size).toBe(ids.length);
		expect(new Set(keys).size).toBe(ids.length + 1);
		for (const key of keys) expect(key.length).toBeLessThanOrEqual(255);
		// Somebody else's whole id does not count.
		expect(ownerOf('hr', externalKey('hr', digest), long)).not.toEqual({ externalId: long });
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
			schedule: 'abc',
			refused: 'Not there',
			refusedTimes: true as const,
			rewrites: 2,
			ofAttendee: true as const,
			item: ['c', 'd'] as [string, string],
		};
		expect(readLinkState(writeLinkState(state))).toEqual(state);
		expect(writeLinkState(readLinkState(writeLinkState(state))!)).toBe(writeLinkState(state));
		const plain = { version: 1 as const, fields: {} };
		expect(readLinkState(writeLinkState(plain))).toEqual(plain);
	});

	it('is the same text when an exception was refused in a write of the same once more', () => {
		const state = withRefusal(
			{ version: 1, fields: { times: ['a', 'b'] }, rewrites: 1 },
			new ExchangeError('input', 'Before the one before it'),
		);
		const text = writeLinkState(state);
		expect(readLinkState(text)).toEqual(state);
		expect(writeLinkState(readLinkState(text)!)).toBe(text);
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
			'{"version":1,"fields":{"a":["x","y"],"b":"xy","c":[1,2]},"pending":"yes","schedule":1,"refused":{},"refusedTimes":1,"rewrites":"1","occurrenceFields":1,"item":["x"]}';
		expect(readLinkState(text)).toEqual({ version: 1, fields: { a: ['x', 'y'] } });
	});
});

describe('an item with the memory of a write', () => {
	const marked = { version: 1 as const, fields: {}, item: markOf({ id: 'A', iCalUId: 'ab1' }) };

	it.each([
		['was written', { id: 'A', iCalUId: 'ab1' }, false],
		['was moved', { id: 'B', iCalUId: 'ab1' }, false],
		['is shown in capital letters', { id: 'B', iCalUId: 'AB1' }, false],
		['has another UID by now', { id: 'A', iCalUId: 'ab2' }, false],
		['does not show its UID', { id: 'A' }, false],
		['was copied', { id: 'B', iCalUId: 'ab2' }, true],
		['was copied without a UID', { id: 'B' }, true],
		['has an id that differs in the case of a letter', { id: 'a', iCalUId: 'ab2' }, true],
	])('that %s', (_, item, expected) => {
		expect(isCopy(marked, item)).toBe(expected);
	});

	it('is no copy where it remembers nothing of itself', () => {
		expect(markOf({ id: 'A' })).toBeUndefined();
		expect(isCopy({ version: 1, fields: {} }, { id: 'B', iCalUId: 'ab2' })).toBe(false);
		expect(isCopy(undefined, { id: 'B' })).toBe(false);
	});
});
