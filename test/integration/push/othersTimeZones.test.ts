import { updateEvent } from '../../../exchange/calendars/events/updateEvent';
import { connect, type Exchange } from '../../../exchange/connection';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import { pushEvents } from '../../../exchange/push/pushEvents';
import { Company } from '../../exchangeServer';
import { startConnected, type Connected } from '../../support/startConnected';
import { collect, mailbox } from './calendar';

/** An account that may edit Alice's calendar, but not the time zones in it. */
let connected: Connected;
let exchange: Exchange;
beforeEach(async () => {
	const company = new Company({ behaviours: { othersTimeZones: 'refused' } });
	company.addPerson({ accountName: 'alice' });
	company.addServiceAccount({ accountName: 'svc-delegate', impersonation: null });
	company.user('alice').share('svc-delegate@enyoi.example', 'Editor');
	connected = await startConnected({ company });
	exchange = connect({
		...connected.settings,
		user: 'svc-delegate',
		password: company.account('svc-delegate')!.password,
		mailboxAccess: 'delegate',
	});
});
afterEach(async () => {
	await exchange.close();
	await connected.close();
});

const push = async (events: PushInput[]) =>
	await collect(pushEvents(exchange, { mailbox, source: 'hr' }, events));
const items = () => connected.company.user('alice').calendar.items();
const stored = () =>
	items().map(({ start, startTimeZone }) => [start.toISOString().slice(0, 16), startTimeZone]);

const zone = 'W. Europe Standard Time';
const shift = (externalId: string, hour: string, timeZone = zone): PushInput => ({
	externalId,
	subject: 'Shift',
	start: { dateTime: `2036-11-25T${hour}:00:00`, timeZone },
	end: { dateTime: `2036-11-25T${hour}:30:00`, timeZone },
});
const daily = (event: PushInput): PushInput => ({ ...event, rrule: 'FREQ=DAILY;COUNT=3' });

it('an event is moved, and keeps the zone that it has', async () => {
	await push([shift('1', '09'), shift('2', '10')]);
	const moved = [shift('1', '11'), shift('2', '05', 'UTC')];
	expect(await push(moved)).toMatchObject([{ action: 'updated' }, { action: 'updated' }]);
	expect(stored()).toEqual([
		['2036-11-25T10:00', zone],
		['2036-11-25T05:00', zone],
	]);
	expect(await push(moved)).toMatchObject([{ action: 'unchanged' }, { action: 'unchanged' }]);
});

it('a series is moved in the zone that it has', async () => {
	await push([daily(shift('1', '09'))]);
	const moved = [daily(shift('1', '11'))];
	expect(await push(moved)).toMatchObject([{ action: 'updated' }]);
	expect(stored()).toEqual([['2036-11-25T10:00', zone]]);
	expect(await push(moved)).toMatchObject([{ action: 'unchanged' }]);
});

it('a series that is to be in another zone stays as it is, and the refusal is told', async () => {
	await push([daily(shift('1', '09')), shift('2', '10')]);
	const results = await push([daily(shift('1', '09', 'Tokyo Standard Time')), shift('2', '11')]);
	expect(results).toContainEqual(
		expect.objectContaining({
			action: 'failed',
			externalId: '1',
			message: expect.stringContaining('calendar:StartTimeZone'),
		}),
	);
	expect(stored()).toEqual([
		['2036-11-25T08:00', zone],
		['2036-11-25T10:00', zone],
	]);
});

it('an all-day event moves to another day of the zone that it has', async () => {
	const day = (from: number): PushInput => ({
		externalId: '1',
		subject: 'Leave',
		isAllDay: true,
		start: { dateTime: `2036-11-${from}T00:00:00`, timeZone: zone },
		end: { dateTime: `2036-11-${from + 1}T00:00:00`, timeZone: zone },
	});
	await push([day(25)]);
	expect(await push([day(27)])).toMatchObject([{ action: 'updated' }]);
	expect(stored()).toEqual([['2036-11-26T23:00', zone]]);
});

it('an event that is updated by its id keeps its zone too', async () => {
	await push([shift('1', '09')]);
	const [{ id }] = items();
	const { start, end } = shift('1', '11');
	await updateEvent(exchange, { mailbox, event: { id }, changes: { start, end } as never });
	expect(stored()).toEqual([['2036-11-25T10:00', zone]]);
});
