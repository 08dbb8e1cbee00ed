import {
	changeKey,
	entryIdOf,
	folderId,
	globalObjectId,
	guidOf,
	idOfEntry,
	isChangeKey,
	itemId,
	newUid,
	occurrenceId,
	parseId,
} from '../../../exchangeServer/model/ids';

const guid = guidOf('mailbox of alice');

describe('ids', () => {
	it('look and measure like those of a real mailbox', () => {
		expect(itemId(guid, 1)).toMatch(/^AAMkA[A-Za-z0-9+/]+=?$/);
		expect(itemId(guid, 1)).toHaveLength(152);
		expect(folderId(guid, 1)).toHaveLength(120);
		expect(occurrenceId(itemId(guid, 1), 0).length).toBeGreaterThan(152);
		expect(changeKey('calendarItem', 1)).toMatch(/^DwAAABYAAAB/);
	});

	it('carry what the server needs to find the thing again', () => {
		const item = itemId(guid, 70_000);
		const start = Date.UTC(2026, 10, 24, 9);
		expect(parseId(item)).toEqual({ kind: 'item', mailboxGuid: guid, number: 70_000, base: item });
		expect(parseId(folderId(guid, 3))).toMatchObject({ kind: 'folder', number: 3 });
		expect(parseId(occurrenceId(item, start))).toEqual({
			kind: 'occurrence',
			mailboxGuid: guid,
			number: 70_000,
			base: item,
			originalStart: start,
		});
	});

	it.each(['', 'malformed', 'AAMk', itemId(guid, 1).slice(0, -4), `${itemId(guid, 1)}AAAA`])(
		'are not mistaken: %s',
		(text) => expect(parseId(text)).toBeUndefined(),
	);

	it('turn into MAPI entry ids and back', () => {
		const item = itemId(guid, 5);
		expect(entryIdOf(item)).toHaveLength(70);
		expect(idOfEntry(guid, entryIdOf(item))).toBe(item);
		expect(idOfEntry(guid, Buffer.from('no entry id'))).toBeUndefined();
	});

	it('knows a change key when it sees one', () => {
		expect(isChangeKey(changeKey('message', 9))).toBe(true);
		expect(isChangeKey('not one!')).toBe(false);
	});

	it('makes the UID of an item and the global object ids of its occurrences', () => {
		const uid = newUid('seed', new Date('2026-11-22T12:00:00Z'));
		expect(uid).toMatch(
			/^040000008200E00074C5B7101A82E00800000000[0-9A-F]{16}0{16}10000000[0-9A-F]{32}$/,
		);
		const clean = Buffer.from(globalObjectId(uid), 'base64');
		const dated = Buffer.from(globalObjectId(uid, { year: 2026, month: 11, day: 24 }), 'base64');
		expect(clean.toString('hex').toUpperCase()).toBe(uid);
		expect(dated.subarray(16, 20)).toEqual(Buffer.from([0x07, 0xea, 11, 24]));
		expect(Buffer.from(globalObjectId('a@b'), 'base64').toString('latin1')).toContain('vCal-Uid');
	});
});
