import { timeZones } from '../../../exchange/calendar/timeZone';
import type { ExchangeError } from '../../../exchange/errors';
import {
	ewsCalendar,
	type EwsCalendarOptions,
} from '../../../exchange/push/carryOut/exchangeCalendar';
import { linkPropertySet, type LinkState } from '../../../exchange/push/plan/link';
import {
	answeringExchange,
	calendarItem,
	elements,
	failure,
	idsIn,
	page,
	success,
	type Answer,
} from './answeringExchange';
import type { XmlNode } from '../xml/xmlTree';
import { timesOn, weekly } from './items';

const state: LinkState = { version: 1, fields: {} };

/** Answers looks at change keys as well. */
function withKeys(answer: Answer, key = () => 'key-1'): Answer {
	return (one) =>
		one.operation === 'GetItem'
			? idsIn(one).map((id) => success('GetItem', calendarItem(id, key())))
			: answer(one);
}

const isWrite = ({ operation }: { operation: string }) => operation !== 'GetItem';

function calendarThat(answer: Answer, options: Partial<EwsCalendarOptions> = {}) {
	const { exchange, sent } = answeringExchange(answer);
	const calendar = ewsCalendar(exchange, {
		mailbox: 'alice@enyoi.example',
		source: 'hr',
		sendInvitations: 'none',
		deleteType: 'toDeletedItems',
		extendedProperties: [],
		zones: timeZones(),
		...options,
	});
	return { calendar, sent, operations: () => sent.map(({ operation }) => operation) };
}

describe('deleting', () => {
	const inFolder = (id: string) => `<t:ParentFolderId Id="${id}" ChangeKey="k"/>`;
	const reads = (keys: Record<string, string>, deletion: Answer): Answer => {
		const deleted = new Set<string>();
		return (one) => {
			if (one.operation === 'GetItem') {
				return idsIn(one).map((id) =>
					id in keys && !deleted.has(id)
						? success('GetItem', calendarItem(id, keys[id], inFolder('calendar')))
						: failure('GetItem', 'ErrorItemNotFound'),
				);
			}
			if (deletion === deletesAll) for (const id of idsIn(one)) deleted.add(id);
			return deletion(one);
		};
	};
	const deletesAll: Answer = (one) => idsIn(one).map(() => success('DeleteItem'));
	const deletesNothing: Answer = (one) => deletesAll(one);

	it('leaves an appointment alone that was changed since it was read', async () => {
		const { calendar, sent } = calendarThat(reads({ same: 'key-1', changed: 'key-3' }, deletesAll));
		const results = await calendar.delete([
			{ id: 'changed', changeKey: 'key-2' },
			{ id: 'same', changeKey: 'key-1' },
			{ id: 'gone', changeKey: 'key-4' },
		]);
		expect(results).toEqual([
			expect.objectContaining({ ok: false, stale: true }),
			{ ok: true, id: 'same' },
			expect.objectContaining({ ok: false, stale: true }),
		]);
		expect(sent.map((one) => [one.operation, ...idsIn(one)])).toEqual([
			['GetItem', 'changed', 'same', 'gone'],
			['DeleteItem', 'same'],
			['GetItem', 'same'],
		]);
	});

	it('is not done where the appointment is in its place, whatever the server says', async () => {
		const { calendar } = calendarThat(reads({ one: 'key' }, deletesNothing));
		expect(await calendar.delete([{ id: 'one', changeKey: 'key' }])).toMatchObject([
			{ ok: false, stale: true, error: { code: 'server', details: { operation: 'DeleteItem' } } },
		]);
		const copy = { id: 'one', changeKey: 'key', keptId: 'one' };
		expect(await calendar.removeCopies([copy])).toMatchObject([{ ok: false, stale: true }]);
	});

	it('is done where the appointment has moved under its id, and where the look fails', async () => {
		let folder = 'calendar';
		const moving: Answer = (one) => {
			if (one.operation !== 'GetItem') {
				folder = 'deleteditems';
				return deletesAll(one);
			}
			return [success('GetItem', calendarItem('one', 'key', inFolder(folder)))];
		};
		const deletion = async (answer: Answer) =>
			await calendarThat(answer).calendar.delete([{ id: 'one', changeKey: 'key' }]);
		expect(await deletion(moving)).toEqual([{ ok: true, id: 'one' }]);
		folder = 'calendar';
		const blind: Answer = (one) =>
			folder === 'calendar' ? moving(one) : [failure('GetItem', 'ErrorAccessDenied')];
		expect(await deletion(blind)).toEqual([{ ok: true, id: 'one' }]);
	});

	it('asks for no deletion when nothing is as it was', async () => {
		const { calendar, operations } = calendarThat(reads({ one: 'new' }, deletesAll));
		expect(await calendar.delete([{ id: 'one', changeKey: 'old' }])).toMatchObject([
			{ ok: false, stale: true },
		]);
		expect(operations()).toEqual(['GetItem']);
	});

	it.each([
		['ErrorAccessDenied', false],
		['ErrorItemNotFound', true],
	])('tells a refusal with %s (stale: %s)', async (code, stale) => {
		const { calendar } = calendarThat(reads({ one: 'key' }, () => [failure('DeleteItem', code)]));
		const [result] = await calendar.delete([{ id: 'one', changeKey: 'key' }]);
		expect(result).toMatchObject({ ok: false, stale });
		expect((result as { error: ExchangeError }).error.details).toMatchObject({
			responseCode: code,
			operation: 'DeleteItem',
		});
	});

	it.each([
		['toDeletedItems', 'MoveToDeletedItems', 'none', 'SendToNone'],
		['soft', 'SoftDelete', 'all', 'SendToAllAndSaveCopy'],
		['hard', 'HardDelete', 'changed', 'SendToAllAndSaveCopy'],
	] as const)('%s is a %s; invitations %s: %s', async (deleteType, type, sending, mode) => {
		const options = { deleteType, sendInvitations: sending };
		const { calendar, sent } = calendarThat(reads({ one: 'key' }, deletesAll), options);
		await calendar.delete([{ id: 'one', changeKey: 'key' }]);
		expect(sent[1].request.attributes).toMatchObject({
			DeleteType: type,
			SendMeetingCancellations: mode,
		});
	});
});

describe('writing', () => {
	const writesAll: Answer = ({ operation }) => [success(operation, calendarItem('item', 'key-2'))];

	it.each([
		['none', 'SendToNone', 'SendToNone'],
		['all', 'SendToAllAndSaveCopy', 'SendToAllAndSaveCopy'],
		['changed', 'SendToAllAndSaveCopy', 'SendToChangedAndSaveCopy'],
	] as const)(
		'with invitations %s: %s for new, %s for changed ones',
		async (how, made, changed) => {
			const { calendar, sent } = calendarThat(withKeys(writesAll), { sendInvitations: how });
			const attendees = [{ address: 'bob@enyoi.example', type: 'required' as const }];
			const event = { subject: 'Visit', attendees };
			expect(await calendar.create([{ link: { key: 'hr:1' }, event, state }])).toEqual([
				{ ok: true, id: 'item', changeKey: 'key-2' },
			]);
			const item = { id: 'item', changeKey: 'key-1' };
			expect(await calendar.update([{ item, event, state }])).toEqual([
				{ ok: true, id: 'item', changeKey: 'key-2' },
			]);
			expect(sent.filter(isWrite).map(({ request }) => request.attributes)).toEqual([
				{ SendMeetingInvitations: made },
				expect.objectContaining({
					ConflictResolution: 'NeverOverwrite',
					SendMeetingInvitationsOrCancellations: changed,
				}),
			]);
		},
	);

	it('a new event that nobody is invited to mails nobody, so that it becomes no meeting', async () => {
		const { calendar, sent } = calendarThat(writesAll, { sendInvitations: 'all' });
		await calendar.create([{ link: { key: 'hr:1' }, event: { subject: 'Visit' }, state }]);
		expect(sent[0].request.attributes).toEqual({ SendMeetingInvitations: 'SendToNone' });
	});

	it.each([
		['ErrorIrresolvableConflict', true],
		['ErrorStaleObject', true],
		['ErrorItemNotFound', true],
		['ErrorChangeKeyRequired', true],
		['ErrorChangeKeyRequiredForWriteOperations', true],
		['ErrorInvalidChangeKey', true],
		['ErrorObjectTypeChanged', true],
		['ErrorAccessDenied', false],
		['ErrorQuotaExceeded', false],
	])('a refusal with %s is decided again: %s', async (code, stale) => {
		const { calendar } = calendarThat(({ operation }) => [failure(operation, code)]);
		const item = { id: 'item', changeKey: 'key-1' };
		const [result] = await calendar.update([{ item, event: { subject: 'Visit' }, state }]);
		expect(result).toMatchObject({ ok: false, stale });
	});

	it('goes to the calendar that is named', async () => {
		const { calendar, sent } = calendarThat(writesAll, { calendar: { id: 'hers' } });
		await calendar.create([{ link: { key: 'hr:1' }, event: { subject: 'Visit' }, state }]);
		const [folder] = elements(sent[0].request, 't:FolderId');
		expect(folder.attributes).toEqual({ Id: 'hers' });
	});

	it('gives results in the order of the steps', async () => {
		const { calendar } = calendarThat(({ operation }) => [
			failure(operation, 'ErrorItemNotFound'),
			success(operation, calendarItem('b', 'key-2')),
		]);
		const steps = ['a', 'b'].map((id) => ({
			item: { id, changeKey: 'key-1' },
			event: { subject: 'Visit' },
			state,
		}));
		expect(await calendar.update(steps)).toMatchObject([
			{ ok: false, stale: true },
			{ ok: true, id: 'b', changeKey: 'key-2' },
		]);
	});
});

describe('where invitations are sent', () => {
	const modes = (sent: ReadonlyArray<{ request: XmlNode }>) =>
		sent.map(({ request }) => request.attributes.SendMeetingInvitationsOrCancellations);
	const item = { id: 'a', changeKey: 'key-1' };

	const writesAll: Answer = ({ operation }) => [success(operation, calendarItem('a', 'key-2'))];

	it('what is remembered mails nobody, and gives way to whoever was quicker', async () => {
		const { calendar, sent } = calendarThat(writesAll, { sendInvitations: 'all' });
		await calendar.remember([{ item, state }]);
		expect(modes(sent)).toEqual(['SendToNone']);
		expect(sent[0].request.attributes.ConflictResolution).toBe('NeverOverwrite');
		expect(elements(sent[0].request, 't:SetItemField')).toHaveLength(1);
	});

	it('nobody hears of a series that is a single event for the moment', async () => {
		let asked = 0;
		const { calendar, sent } = calendarThat(
			withKeys(
				(one) =>
					++asked === 1
						? [failure(one.operation, 'ErrorOccurrenceTimeSpanTooBig')]
						: [success(one.operation, calendarItem('a', `key-${asked}`))],
				() => `key-${asked || 1}`,
			),
			{ sendInvitations: 'all' },
		);
		const [result] = await calendar.update([{ item, event: { times: weekly(7) }, state }]);
		expect(result).toEqual({ ok: true, id: 'a', changeKey: 'key-3' });
		expect(modes(sent.filter(isWrite))).toEqual([
			'SendToAllAndSaveCopy',
			'SendToNone',
			'SendToAllAndSaveCopy',
		]);
	});

	it('nobody hears of links and memories that are written beside changes', async () => {
		const { calendar, sent } = calendarThat(
			withKeys((one) => idsIn(one).map((id) => success(one.operation, calendarItem(id, 'key-2')))),
			{ sendInvitations: 'changed' },
		);
		const results = await calendar.update([
			{ item: { id: 'a', changeKey: 'key-1' }, event: { subject: 'Visit' }, state },
			{ item: { id: 'b', changeKey: 'key-1' }, event: {}, state, link: { key: 'hr:b' } },
			{ item: { id: 'c', changeKey: 'key-1' }, event: { subject: 'Visit' }, state },
			{ item: { id: 'd', changeKey: 'key-1' }, event: {}, state },
		]);
		expect(results).toMatchObject(['a', 'b', 'c', 'd'].map((id) => ({ ok: true, id })));
		expect(sent.filter(isWrite).map(idsIn)).toEqual([
			['b', 'd'],
			['a', 'c'],
		]);
		expect(modes(sent.filter(isWrite))).toEqual(['SendToNone', 'SendToChangedAndSaveCopy']);
	});

	it.each(['ErrorServerBusy', 'ErrorMailboxStoreUnavailable', 'ErrorQuotaExceeded'])(
		'what a server did not reach after %s is sent once more, and only that',
		async (code) => {
			const { calendar, sent } = calendarThat((one) => {
				const ids = idsIn(one);
				const written = (id: string) => success(one.operation, calendarItem(id, 'key-2'));
				if (ids.length === 1) return ids.map(written);
				const stopped = failure(one.operation, 'ErrorBatchProcessingStopped');
				return [written('a'), failure(one.operation, code), stopped];
			});
			const item = (id: string) => ({ item: { id, changeKey: 'key-1' }, event: {}, state });
			const isBusy = code !== 'ErrorQuotaExceeded';
			expect(await calendar.update(['a', 'b', 'c'].map(item))).toMatchObject([
				{ ok: true },
				{ ok: false, stale: isBusy, error: isBusy ? { outcome: 'unknown' } : {} },
				{ ok: true },
			]);
			expect(sent.filter(isWrite).map(idsIn)).toEqual([['a', 'b', 'c'], ['c']]);
		},
	);
});

describe('reading', () => {
	const key = (value: string) =>
		`<t:ExtendedProperty><t:ExtendedFieldURI PropertySetId="${linkPropertySet}" PropertyName="ExternalKey" PropertyType="String"/><t:Value>${value}</t:Value></t:ExtendedProperty>`;
	const found = [calendarItem('a', 'key-a', key('hr:1')), calendarItem('b', 'key-b')];
	const findsAll: Answer = () => [page(found, { total: 2, isLast: true })];
	const link = { id: 'a', changeKey: 'key-a', externalId: '1' };

	it('finds the items of some ids, and all', async () => {
		const { calendar, sent } = calendarThat(findsAll);
		expect(await calendar.linkedTo(['1', '2'])).toEqual([link]);
		expect(await calendar.all()).toEqual([link, { id: 'b', changeKey: 'key-b' }]);
		const restrictions = sent.map(({ request }) =>
			['t:Contains', 't:IsEqualTo'].map((name) => elements(request, name).length),
		);
		expect(restrictions).toEqual([
			[0, 2],
			// What it did not find is asked for alone.
			[0, 1],
			[0, 0],
		]);
		for (const { request } of sent) {
			const [folder] = elements(request, 't:DistinguishedFolderId');
			expect(folder.attributes).toEqual({ Id: 'calendar' });
		}
	});

	it('looks into the calendar that is named', async () => {
		const { calendar, sent } = calendarThat(findsAll, { calendar: { id: 'hers' } });
		await calendar.linkedTo(['1']);
		expect(elements(sent[0].request, 't:FolderId')[0].attributes).toEqual({ Id: 'hers' });
	});

	it('reads items with the properties that were asked for', async () => {
		const cost = { setId: linkPropertySet, name: 'Cost', type: 'String' };
		const { calendar, sent } = calendarThat(
			() => [success('GetItem', calendarItem('a', 'key-a', key('hr:1')))],
			{ extendedProperties: [cost] },
		);
		expect((await calendar.read(['a'])).get('a')).toMatchObject(link);
		const names = elements(sent[0].request, 't:ExtendedFieldURI').map(
			({ attributes }) => attributes.PropertyName,
		);
		expect(names).toContain('Cost');
	});
});

it('a batch is of fifty', () => {
	expect(calendarThat(() => []).calendar.batchSize).toBe(50);
});

it.each([
	['create', 'CreateItem'],
	['update', 'UpdateItem'],
	['finishSeries', 'UpdateItem'],
	['remember', 'UpdateItem'],
] as const)('a refusal of %s is told as one of %s', async (kind, operation) => {
	const { calendar } = calendarThat((one) => [failure(one.operation, 'ErrorAccessDenied')]);
	const item = { id: 'item', changeKey: 'key-1' };
	const event = { subject: 'Visit' };
	const results = {
		create: async () => await calendar.create([{ link: { key: 'hr:1' }, event, state }]),
		update: async () => await calendar.update([{ item, event, state }]),
		finishSeries: async () => await calendar.finishSeries([{ item, times: timesOn(7), state }]),
		remember: async () => await calendar.remember([{ item, state }]),
	};
	const [result] = await results[kind]();
	expect(result).toMatchObject({
		ok: false,
		error: { details: { operation, mailbox: 'alice@enyoi.example' } },
	});
	expect((result as { error: ExchangeError }).error.message).toContain('svc');
});

describe('after a lost answer', () => {
	const wait = (signal?: AbortSignal) =>
		calendarThat(() => [], { lostRequestMs: 1, signal }).calendar.waitForLostRequest();

	it('waits, unless the run has been stopped meanwhile', async () => {
		await expect(wait()).resolves.toBeUndefined();
		await expect(wait(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
	});

	it('waits a second, where nothing else is said', async () => {
		jest.useFakeTimers();
		try {
			const { calendar } = calendarThat(() => []);
			let isOver = false;
			const waiting = calendar.waitForLostRequest().then(() => (isOver = true));
			await jest.advanceTimersByTimeAsync(999);
			expect(isOver).toBe(false);
			await jest.advanceTimersByTimeAsync(1);
			expect(isOver).toBe(true);
			await waiting;
		} finally {
			jest.useRealTimers();
		}
	});
});
