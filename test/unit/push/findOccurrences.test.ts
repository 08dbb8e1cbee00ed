import { findOccurrences } from '../../../exchange/push/carryOut/findOccurrences';
import { answeringExchange, calendarItem, failure, idsIn, success } from './answeringExchange';

const dayOf = (number: number) => `2026-12-${String(number).padStart(2, '0')}T09:00:00Z`;
const wanted = (instanceIndex: number, originalStart = dayOf(instanceIndex)) => ({
	seriesId: 's',
	instanceIndex,
	originalStart,
});

/** A server whose occurrence of that number begins as `startOf` says; undefined: there is none. */
async function find(
	some: Array<ReturnType<typeof wanted>>,
	startOf: (number: number) => string | undefined,
	more = '',
) {
	const { exchange, sent } = answeringExchange((one) =>
		idsIn(one).map((id) => {
			const number = Number(id.split('#')[1]);
			const start = startOf(number);
			if (start === undefined)
				return failure('GetItem', 'ErrorCalendarOccurrenceIsDeletedFromRecurrence');
			const times = start === '' ? '' : `<t:Start>${start}</t:Start>`;
			return success('GetItem', calendarItem(`o${number}`, 'key', times + more));
		}),
	);
	const target = { mailbox: 'alice@enyoi.example' };
	const found = await findOccurrences(exchange, some, target);
	return {
		asked: sent.map(idsIn),
		found: found.map((one) => (one.ok ? one.item.itemId.id : one.failure.responseCode)),
	};
}

const outOfRange = 'ErrorCalendarOccurrenceIndexIsOutOfRecurrenceRange';

describe('an occurrence', () => {
	it('is found by its number in one request, where its start is the one that is wanted', async () => {
		expect(await find([wanted(2), wanted(3)], dayOf)).toEqual({
			asked: [['s#2', 's#3']],
			found: ['o2', 'o3'],
		});
	});

	it.each([-2, -1, 1, 2])('is found where the server counts otherwise by %i', async (shift) => {
		const { found } = await find([wanted(5), wanted(6)], (number) => dayOf(number - shift));
		expect(found).toEqual([`o${5 + shift}`, `o${6 + shift}`]);
	});

	it('is not taken for another one, and its number is never below one', async () => {
		const { asked, found } = await find([wanted(1), wanted(9)], (number) => dayOf(number + 3));
		expect(found).toEqual([outOfRange, outOfRange]);
		expect(asked[1]).toEqual(['s#2', 's#3', 's#8', 's#10', 's#7', 's#11']);
	});

	it('that is deleted is told as deleted', async () => {
		const { asked, found } = await find([wanted(2)], () => undefined);
		expect(found).toEqual(['ErrorCalendarOccurrenceIsDeletedFromRecurrence']);
		expect(asked).toHaveLength(1);
	});

	it.each([
		['2026-12-02T11:59:00Z', ['o2']],
		['2026-12-02T06:01:00Z', ['o2']],
		['2026-12-02T12:00:00Z', [outOfRange]],
		['2026-12-02T06:00:00Z', [outOfRange]],
	])('may begin by another clock of the server: %s', async (start, expected) => {
		const starts = (number: number) => (number === 2 ? start : dayOf(number + 9));
		expect((await find([wanted(2)], starts)).found).toEqual(expected);
	});

	it('that the server counts otherwise begins at no other time', async () => {
		const starts = (number: number) => (number === 3 ? '2026-12-02T10:00:00Z' : dayOf(number + 9));
		expect((await find([wanted(2)], starts)).found).toEqual([outOfRange]);
	});

	it('that was moved is known by its original start', async () => {
		const original = `<t:OriginalStart>${dayOf(2)}</t:OriginalStart>`;
		expect((await find([wanted(2)], () => dayOf(20), original)).found).toEqual(['o2']);
	});

	it('without a start is believed', async () => {
		expect((await find([wanted(2)], () => '')).found).toEqual(['o2']);
	});

	it('of an all-day series may begin at the midnight of another zone', async () => {
		const allDay = '<t:IsAllDayEvent>true</t:IsAllDayEvent>';
		const near = () => '2026-12-02T00:00:00Z';
		expect((await find([wanted(2)], near, allDay)).found).toEqual(['o2']);
		expect((await find([wanted(2)], near)).found).toEqual([outOfRange]);
		const far = () => '2026-12-01T20:00:00Z';
		expect((await find([wanted(2)], far, allDay)).found).toEqual([outOfRange]);
	});
});
