import { spawn } from 'node:child_process';
import path from 'node:path';
import { describeWith, schemas, systemPython } from '../../requirements';
import { exchangelib } from '../exchangelib/client';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import {
	appointment,
	closeQuietly,
	mailbox,
	startCalendar,
	type TestCalendar,
} from '../../integration/push/calendar';

interface ReadBack {
	items: Array<Record<string, unknown> & { key: string; start: string; end: string }>;
	occurrences: Record<string, string[]>;
	/** Subject, location, body and status of modified occurrences, by the series and original start. */
	own: Record<string, Record<string, string[]>>;
}

let calendar: TestCalendar;

async function readBack(withOccurrences = false): Promise<ReadBack> {
	const { user, password } = calendar.company.serviceAccount;
	const child = spawn(systemPython, [path.join(__dirname, 'read_back.py')]);
	child.stdin.end(
		JSON.stringify({
			endpoint: calendar.server.url,
			user,
			password,
			address: mailbox,
			withOccurrences,
		}),
	);
	const output: Buffer[] = [];
	const errors: Buffer[] = [];
	child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
	child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
	const status = await new Promise((resolve) => child.on('close', resolve));
	if (status !== 0) throw new Error(Buffer.concat(errors).toString());
	return JSON.parse(Buffer.concat(output).toString()) as ReadBack;
}

describeWith([exchangelib, schemas], 'what is pushed, read back with exchangelib', () => {
	beforeEach(async () => {
		calendar = await startCalendar();
	});
	afterEach(async () => await closeQuietly(calendar));

	it('has every field', async () => {
		const results = await calendar.push([
			appointment('<1>&"2"', {
				subject: 'Overleg <budget> & "plannen" 日本 🎉',
				body: { contentType: 'text', content: 'one\n<two> & three' },
				location: { displayName: 'Zaal 1' },
				showAs: 'tentative',
				sensitivity: 'private',
				importance: 'high',
				categories: ['Rood', 'Blauw'],
				reminderMinutesBeforeStart: 45,
			}),
		]);
		expect(results).toMatchObject([{ action: 'created' }]);
		const { items } = await readBack();
		expect(items).toEqual([
			{
				key: 'hr:<1>&"2"',
				subject: 'Overleg <budget> & "plannen" 日本 🎉',
				body: expect.stringMatching(/^one\r?\n<two> & three(\r?\n)?$/),
				start: '2026-11-25T08:00:00Z',
				end: '2026-11-25T09:00:00Z',
				isAllDay: false,
				location: 'Zaal 1',
				showAs: 'Tentative',
				sensitivity: 'Private',
				importance: 'High',
				categories: ['Blauw', 'Rood'],
				reminder: 45,
				zone: 'W. Europe Standard Time',
				type: 'Single',
				pattern: null,
				deleted: [],
				moved: [],
			},
		]);
	});

	it.each([
		['Europe/Amsterdam', 'W. Europe Standard Time', '2026-07-01T07:00:00Z', '2026-12-01T08:00:00Z'],
		['America/New_York', 'Eastern Standard Time', '2026-07-01T13:00:00Z', '2026-12-01T14:00:00Z'],
		['Asia/Kolkata', 'India Standard Time', '2026-07-01T03:30:00Z', '2026-12-01T03:30:00Z'],
		['Tokyo Standard Time', 'Tokyo Standard Time', '2026-07-01T00:00:00Z', '2026-12-01T00:00:00Z'],
		['UTC', 'UTC', '2026-07-01T09:00:00Z', '2026-12-01T09:00:00Z'],
	])('keeps the clock of %s', async (timeZone, zone, summer, winter) => {
		const at = (date: string): Partial<PushInput> => ({
			start: { dateTime: `${date}T09:00:00`, timeZone },
			end: { dateTime: `${date}T10:00:00.0000000`, timeZone },
		});
		await calendar.push([
			appointment('summer', at('2026-07-01')),
			appointment('winter', at('2026-12-01')),
			appointment('day', {
				start: { dateTime: '2026-03-29', timeZone },
				end: { dateTime: '2026-03-31', timeZone },
			}),
		]);
		const { items } = await readBack();
		const byKey = Object.fromEntries(items.map((item) => [item.key, item]));
		expect(byKey['hr:summer']).toMatchObject({ start: summer, zone });
		expect(byKey['hr:winter']).toMatchObject({ start: winter, zone });
		// exchangelib names the last day, not the one after it.
		expect(byKey['hr:day']).toMatchObject({
			isAllDay: true,
			start: '2026-03-29',
			end: '2026-03-30',
		});
	});

	it('has what single occurrences have of their own', async () => {
		await calendar.push([
			appointment('s', {
				subject: 'series',
				location: 'Room 1',
				rrule: 'FREQ=WEEKLY;COUNT=4',
				exceptions: [
					{ originalStart: '2026-12-02T08:00:00Z', subject: '<Board> & "figures"' },
					{
						originalStart: '2026-12-09T08:00:00Z',
						start: '2026-12-10T08:00:00Z',
						location: '',
						body: { contentType: 'text', content: 'Bring\nthem' },
						showAs: 'oof',
					},
				],
			}),
		]);
		expect((await readBack()).own).toEqual({
			series: {
				'2026-12-02T08:00:00Z': ['<Board> & "figures"', 'Room 1', '', 'Busy'],
				'2026-12-09T08:00:00Z': ['series', null, expect.stringMatching(/^Bring\r?\nthem$/), 'OOF'],
			},
		});
	});

	it('has every pattern, across daylight saving', async () => {
		const series = (externalId: string, rrule: string, more: Partial<PushInput> = {}) =>
			appointment(externalId, { subject: externalId, rrule, ...more });
		const results = await calendar.push([
			series('daily', 'FREQ=DAILY;INTERVAL=3;COUNT=3'),
			series('weekly', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=4;WKST=MO'),
			series('monthly', 'FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20270430T220000Z'),
			series('lastDay', 'FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4'),
			series('lastTuesday', 'FREQ=MONTHLY;BYDAY=-1TU;COUNT=3'),
			series('firstWeekday', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;COUNT=2'),
			series('yearly', 'FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5;COUNT=2'),
			series('relativeYearly', 'FREQ=YEARLY;BYMONTH=5;BYDAY=2MO;COUNT=2'),
			series('cut', 'FREQ=WEEKLY;COUNT=4\nEXDATE:20261202T080000Z', {
				exceptions: [
					{
						originalStart: '2026-12-09T08:00:00Z',
						start: '2026-12-10T12:00:00Z',
						end: '2026-12-10T13:00:00Z',
					},
				],
			}),
		]);
		expect(results.map(({ action, message }) => message ?? action)).toEqual(
			Array(9).fill('created'),
		);
		const { items, occurrences } = await readBack(true);
		expect(occurrences).toEqual({
			daily: ['2026-11-25T08:00:00Z', '2026-11-28T08:00:00Z', '2026-12-01T08:00:00Z'],
			weekly: [
				'2026-11-25T08:00:00Z',
				'2026-12-07T08:00:00Z',
				'2026-12-09T08:00:00Z',
				'2026-12-21T08:00:00Z',
			],
			monthly: [
				'2026-11-25T08:00:00Z',
				'2026-12-25T08:00:00Z',
				'2027-01-25T08:00:00Z',
				'2027-02-25T08:00:00Z',
				'2027-03-25T08:00:00Z',
				'2027-04-25T07:00:00Z',
			],
			lastDay: [
				'2026-11-30T08:00:00Z',
				'2026-12-31T08:00:00Z',
				'2027-01-31T08:00:00Z',
				'2027-02-28T08:00:00Z',
			],
			lastTuesday: ['2026-12-29T08:00:00Z', '2027-01-26T08:00:00Z', '2027-02-23T08:00:00Z'],
			firstWeekday: ['2026-12-01T08:00:00Z', '2027-01-01T08:00:00Z'],
			yearly: ['2027-05-05T07:00:00Z', '2028-05-05T07:00:00Z'],
			relativeYearly: ['2027-05-10T07:00:00Z', '2028-05-08T07:00:00Z'],
			cut: ['2026-11-25T08:00:00Z', '2026-12-10T12:00:00Z', '2026-12-16T08:00:00Z'],
		});
		expect(items.find(({ subject }) => subject === 'cut')).toMatchObject({
			deleted: ['2026-12-02T08:00:00Z'],
			moved: [['2026-12-09T08:00:00Z', '2026-12-10T12:00:00Z']],
			zone: 'W. Europe Standard Time',
		});
	});
});
