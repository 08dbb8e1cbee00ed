import type { PushInput } from '../../../exchange/push/input/pushInput';
import { resetAfterRunning, responseError } from '../../exchangeServer/faults';
import {
	appointment,
	closeQuietly,
	startCalendar,
	twoWayRuns,
	type TestCalendar,
} from './calendar';
import { second, thursdays, wednesdays } from './patterns';

let calendar: TestCalendar;
const now = new Date('2026-12-10T10:00:00Z');
beforeAll(async () => (calendar = await startCalendar(() => now)));
afterAll(async () => await closeQuietly(calendar));
const hers = () => calendar.company.user('alice').calendar;
beforeEach(() => {
	calendar.server.faults.clear();
	for (const { id } of calendar.items()) hers().delete(id, { hard: true });
});

const kept = () => {
	const [{ id, uid }] = calendar.items();
	return { id, uid };
};
const starts = () =>
	hers()
		.view('2026-11-01', '2027-03-01')
		.map(({ fields }) => fields.start.toISOString().slice(0, 10));

describe('a pushed series that has begun', () => {
	it('stays one item of one UID when the source gives it other days', async () => {
		await calendar.push([{ ...wednesdays, exceptions: [second] }]);
		const before = kept();
		expect(await calendar.push([thursdays])).toMatchObject([{ action: 'updated' }]);
		expect(calendar.items()).toMatchObject([before]);
		expect(starts()[0]).toBe('2026-11-26');
		expect(starts()).toHaveLength(5);
		expect(await calendar.push([thursdays])).toMatchObject([{ action: 'unchanged' }]);
	});

	it('keeps the beginning of its weeks when the source gives another end', async () => {
		await calendar.push([wednesdays]);
		const before = kept();
		const graph = {
			...appointment('s'),
			recurrence: {
				pattern: { type: 'weekly' as const, interval: 1, daysOfWeek: ['wednesday' as const] },
				range: { type: 'numbered' as const, startDate: '2026-11-25', numberOfOccurrences: 6 },
			},
		} as PushInput;
		expect(await calendar.push([graph])).toMatchObject([{ action: 'updated' }]);
		expect(calendar.items()).toMatchObject([
			{ ...before, recurrence: { pattern: { firstDayOfWeek: 'Monday' } } },
		]);
		expect(await calendar.push([graph])).toMatchObject([{ action: 'unchanged' }]);
	});

	it('has its former times again where the new ones are refused, until they are not', async () => {
		const given = { ...wednesdays, exceptions: [second] };
		await calendar.push([given]);
		const before = kept();
		const refused = responseError('ErrorQuotaExceeded');
		calendar.server.faults.add({ fault: refused, operation: 'UpdateItem', after: 1, count: 1 });
		expect(await calendar.push([thursdays])).toMatchObject([{ action: 'failed' }]);
		expect(calendar.items()).toMatchObject([before]);
		expect(starts()[0]).toBe('2026-11-25');
		expect(calendar.items()[0].exceptions.size).toBe(1);
		expect(await calendar.push([thursdays])).toMatchObject([{ action: 'updated' }]);
		expect(calendar.items()).toMatchObject([before]);
		expect(starts()[0]).toBe('2026-11-26');
	});

	it('has its occurrences again where the answer to its former times is lost', async () => {
		await calendar.push([{ ...wednesdays, exceptions: [{ ...second, categories: ['Red'] }] }]);
		const before = kept();
		const refused = responseError('ErrorQuotaExceeded');
		const lost = resetAfterRunning();
		calendar.server.faults.add({ fault: refused, operation: 'UpdateItem', after: 1, count: 1 });
		calendar.server.faults.add({ fault: lost, operation: 'UpdateItem', after: 1, count: 1 });
		expect(await calendar.push([thursdays])).toMatchObject([{ action: 'failed' }]);
		expect(calendar.items()).toMatchObject([before]);
		expect(starts()[0]).toBe('2026-11-25');
		expect(calendar.items()[0].exceptions.size).toBe(1);
	});

	describe('whose new times are refused for good', () => {
		const given = { ...wednesdays, exceptions: [{ ...second, categories: ['Red'] }] };
		const refuse = () => {
			const fault = responseError('ErrorCalendarInvalidRecurrence');
			calendar.server.faults.add({ fault, operation: 'UpdateItem', after: 1, count: 1 });
		};
		const failed = { action: 'failed', error: { field: 'recurrence' } };
		const updates = () =>
			calendar.server.requests.filter(({ operation }) => operation === 'UpdateItem').length;

		it('keeps that in mind: it is told in each run, and tried when the source gives others', async () => {
			await calendar.push([given]);
			refuse();
			expect(await calendar.push([thursdays])).toMatchObject([{ action: 'failed' }]);
			const before = updates();
			expect(await calendar.push([thursdays])).toMatchObject([failed]);
			expect(updates()).toBe(before);
			expect(starts()[0]).toBe('2026-11-25');
			const renamed = { ...thursdays, subject: 'New' };
			expect(await calendar.push([renamed])).toMatchObject([{ action: 'updated' }]);
			expect(await calendar.push([renamed])).toMatchObject([failed]);
			expect(starts()[0]).toBe('2026-11-25');
			const other = { ...thursdays, rrule: 'FREQ=WEEKLY;COUNT=4;BYDAY=TH' };
			expect(await calendar.push([other])).toMatchObject([{ action: 'updated' }]);
			expect(await calendar.push([other])).toMatchObject([{ action: 'unchanged' }]);
			expect(starts()).toHaveLength(4);
		});

		it('is as the source has it when that gives its former times again', async () => {
			await calendar.push([given]);
			refuse();
			await calendar.push([thursdays]);
			expect(await calendar.push([given])).toMatchObject([{ action: 'unchanged' }]);
			expect(await calendar.push([given])).toMatchObject([{ action: 'unchanged' }]);
		});

		it('is not told to the source as changed by people', async () => {
			const run = twoWayRuns(calendar.exchange, now);
			await run([given]);
			refuse();
			await run([thursdays]);
			const { forSource, inExchange } = await run([thursdays]);
			expect(forSource).toEqual([]);
			expect(inExchange).toMatchObject([failed]);
		});
	});

	it('is told to be none where it can not be given back', async () => {
		await calendar.push([wednesdays]);
		const refused = responseError('ErrorCalendarDurationIsTooLong');
		calendar.server.faults.add({ fault: refused, operation: 'UpdateItem', after: 1, count: 2 });
		const [{ message }] = await calendar.push([thursdays]);
		expect(message).toMatch('The event is no series any more');
		expect(await calendar.push([thursdays])).toMatchObject([{ action: 'updated' }]);
		expect(starts()).toHaveLength(5);
	});

	it('is finished when the answer to its new times is lost', async () => {
		await calendar.push([wednesdays]);
		const before = kept();
		const fault = resetAfterRunning();
		calendar.server.faults.add({ fault, operation: 'UpdateItem', count: 1 });
		expect(await calendar.push([thursdays])).toMatchObject([{ action: 'updated' }]);
		expect(calendar.items()).toMatchObject([before]);
		expect(starts()[0]).toBe('2026-11-26');
	});
});

describe('what another program has left of the past of a series', () => {
	/** As a server does it, where that program writes another pattern. */
	const split = () => {
		const { store } = calendar.company;
		const [item] = calendar.items();
		store.add({
			...item,
			id: '',
			isCancelled: true,
			recurrence: {
				...item.recurrence!,
				range: { type: 'EndDateRecurrence', startDate: '2026-11-25', endDate: '2026-12-09' },
			},
		});
		item.uid = store.newUid(item.folder);
		store.touch(item);
	};

	it('is no copy to be removed, nor one to decide about', async () => {
		await calendar.push([wednesdays]);
		split();
		const [result] = await calendar.push([wednesdays], { action: 'snapshot' });
		expect(result).toMatchObject({ action: 'unchanged' });
		expect(result).not.toHaveProperty('removedCopies');
		expect(calendar.items()).toHaveLength(2);
	});

	it('is no copy in a two-way sync', async () => {
		const run = twoWayRuns(calendar.exchange, now);
		await run([wednesdays]);
		split();
		const { inExchange, conflicts } = await run([wednesdays]);
		expect(conflicts).toEqual([]);
		expect(inExchange.filter(({ action }) => action !== 'unchanged')).toEqual([]);
		expect(calendar.items()).toHaveLength(2);
	});

	it('stays when the source deletes the series', async () => {
		await calendar.push([wednesdays]);
		split();
		await calendar.push([wednesdays], { action: 'delete' });
		expect(calendar.items()).toMatchObject([{ isCancelled: true }]);
	});
});
