import { checkScope, readPosition } from '../../../../exchange/changes/position/format';
import { EventLoopTurns } from '../../../../exchange/eventLoop';

const turns = new EventLoopTurns();
const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const start = Date.UTC(2026, 10, 24, 9, 0);

/** A position as an earlier version wrote it: users have such positions stored, so it stays readable. */
const written =
	'cp3.rSLft8GYPZ4k1m6IE07MyUxOdUjNq8zP1EutSMwtyEkVKM8xT_IwLM5MzkwrivJ2NBUwcwn2qgg1' +
	'9TDwCA33NC6NZ5R7y9Sw68iZgxkNs84tWZfBKCDfzcEAAiwMyQkJCQwMjOyOjr7ZTokpzAwMrIyMYpwi' +
	'TAysYBV7ZlWEmQgxgtlMYJIZTDLwHp6TlFpUlFicnFGal87IFM-jXddr5ZM4L4hLWsfWL56ZdfXZ94zK' +
	'DAwLNx2-8vTbHUZGJmYWVjZ2Dk4ubh5ePn6Bdz87LR98nlzEyvCBkfX_____5f__Z2BgYBRggIG_8ze-' +
	'Y_7XxvjhZ6clyFZ2BgaGCgYQj7FB9wNjBQMDA9gbDboA';

it('a position written by an earlier version is read', async () => {
	const position = await readPosition(` ${written}\n`, turns);
	if (position === 'otherVersion') throw new Error(position);
	const { scope, writtenAt, syncState, unreadable, items } = position;
	expect({ writtenAt, syncState, unreadable }).toEqual({
		writtenAt: start,
		syncState: 'H4sIAAAAAAAEAGNgYGAAAA==',
		unreadable: [{ id: 'AAMkBad', attempts: 3 }],
	});
	const wanted = {
		mailbox: 'alice@enyoi.example',
		calendar: 'AAMk',
		expand: 'series',
		pastDays: 30,
		futureDays: 365,
		server: 'mail.enyoi.example',
	} as const;
	expect(checkScope(scope, wanted)).toEqual({ sameServer: true, sameSettings: true });
	const half = 30 * minuteMs;
	const read = [...items.values()].map(({ ids, uid, instance, self, nextStart, occurrences }) => ({
		ids,
		uid,
		...(instance !== undefined && { instance }),
		...(self && { self }),
		...(nextStart !== undefined && { nextStart }),
		...(occurrences && { occurrences: [...occurrences] }),
	}));
	expect(read).toEqual([
		{ ids: [5], uid: 'Überraschung', self: { start: -start, end: -start, content: 2 ** 53 - 1 } },
		{
			ids: [0x123456789abc],
			uid: '040000008200E00074C5B7101A82E00800000000A1B2C3D4E5F6DC010000000000000000100000000102030405060708090A0B0C0D0E0F10',
			self: { start, end: start + 2 * half, content: 4503599627370497 },
		},
		{
			ids: [1, 2],
			uid: '5f0c2b7e-8d3a-4c61-9e52-0a1b2c3d4e5f',
			nextStart: start + 3 * dayMs,
			occurrences: [
				[start, { start, end: start + half, content: 7 }],
				[
					start + dayMs,
					{ start: start + dayMs + 2 * half, end: start + dayMs + 3 * half, content: 8 },
				],
				[
					start + 2 * dayMs,
					{ start: start + 2 * dayMs, end: start + 2 * dayMs + half, content: 7 },
				],
			],
		},
		{
			ids: [3],
			uid: 'ABCDEF0123',
			instance: start,
			self: { start: start + 1, end: start + 2, content: 0 },
		},
		{ ids: [], uid: '', nextStart: start },
	]);
	expect(items.byId(2)).toMatchObject({ uid: '5f0c2b7e-8d3a-4c61-9e52-0a1b2c3d4e5f' });
	expect(items.byUid('ABCDEF0123', start)).toMatchObject({ ids: [3] });
	expect(items.byUid('ABCDEF0123')).toBeUndefined();
});
