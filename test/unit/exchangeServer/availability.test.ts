import { Company } from '../../exchangeServer/company';
import { parseXml } from '../../exchangeServer/contracts';
import { readTimeZone, timeZoneElement } from '../../exchangeServer/availability/timeZone';
import { timeZone, toUtc } from '../../exchangeServer/timeZones';
import { answering, type Answering } from './support/answering';

const berlin = timeZoneElement('W. Europe Standard Time').markup;

describe('SerializableTimeZone', () => {
	it.each([
		'W. Europe Standard Time',
		'Eastern Standard Time',
		'Tokyo Standard Time',
		'AUS Eastern Standard Time',
	])('says the same as %s', (id) => {
		const zone = readTimeZone(parseXml(timeZoneElement(id).markup.replace('>', ' xmlns:t="t">')));
		for (let month = 1; month <= 12; month++) {
			const noon = `2026-${String(month).padStart(2, '0')}-15T12:00:00`;
			expect(toUtc(noon, zone)).toEqual(toUtc(noon, timeZone(id)));
		}
	});
});

describe('GetUserAvailability', () => {
	let company: Company;
	let server: Answering;
	beforeAll(async () => {
		company = new Company();
		for (const accountName of ['alice', 'bob', 'carol']) company.addPerson({ accountName });
		const { calendar } = company.user('bob');
		calendar.create({ subject: 'Secret & plan', start: '2026-11-24T10:00', location: 'Here' });
		calendar.create({ subject: 'Maybe', start: '2026-11-24T10:30', showAs: 'Tentative' });
		calendar.create({ subject: 'Holiday', start: '2026-11-25', isAllDay: true, showAs: 'OOF' });
		company.user('carol').share('default', 'None');
		server = await answering(company);
	});

	const ask = (
		addresses: string[],
		{
			from = '2026-11-24T08:00:00',
			to = '2026-11-24T14:00:00',
			view = 'DetailedMerged',
			interval = 30,
		} = {},
	) =>
		server.ask(
			`<m:GetUserAvailabilityRequest>${berlin}<m:MailboxDataArray>${addresses
				.map(
					(address) =>
						`<t:MailboxData><t:Email><t:Address>${address}</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType></t:MailboxData>`,
				)
				.join(
					'',
				)}</m:MailboxDataArray><t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>${from}</t:StartTime><t:EndTime>${to}</t:EndTime></t:TimeWindow><t:MergedFreeBusyIntervalInMinutes>${interval}</t:MergedFreeBusyIntervalInMinutes><t:RequestedView>${view}</t:RequestedView></t:FreeBusyViewOptions></m:GetUserAvailabilityRequest>`,
		);

	it('merges states, the strongest first', async () => {
		expect(await ask(['bob@enyoi.example'])).toContain('<t:MergedFreeBusy>000022100000<');
		expect(
			await ask(['bob@enyoi.example'], { to: '2026-11-26T08:00:00', interval: 1440 }),
		).toContain('<t:MergedFreeBusy>33<');
	});

	it('tells times to everybody, details to those who may see them', async () => {
		const times = await ask(['bob@enyoi.example']);
		expect(times).toContain('<t:FreeBusyViewType>FreeBusyMerged<');
		expect(times).toContain('<t:StartTime>2026-11-24T10:00:00</t:StartTime>');
		expect(times).not.toContain('Secret');
		company.user('bob').share('default', 'FreeBusyTimeAndSubjectAndLocation');
		expect(await ask(['bob@enyoi.example'])).toContain('<t:Subject>Secret &amp; plan</t:Subject>');
		company.user('bob').share('default', 'FreeBusyTimeOnly');
	});

	it('answers each mailbox on its own', async () => {
		const body = await ask(['nobody@enyoi.example', 'carol@enyoi.example', 'alice@enyoi.example']);
		expect([...body.matchAll(/<m:ResponseCode>(\w+)</g)].map(([, code]) => code)).toEqual([
			'ErrorMailRecipientNotFound',
			'NoError',
			'NoError',
		]);
	});

	it('shows private subjects to the owner alone', async () => {
		const { calendar } = company.user('bob');
		calendar.create({ subject: 'Doctor', start: '2026-11-30T10:00', sensitivity: 'Private' });
		company.user('bob').share('default', 'Reviewer');
		const monday = { from: '2026-11-30T00:00:00', to: '2026-12-01T00:00:00' };
		const seen = await ask(['bob@enyoi.example'], monday);
		expect(seen).toContain('<t:IsPrivate>true<');
		expect(seen).not.toContain('Doctor');
		company.user('bob').share('default', 'FreeBusyTimeOnly');
	});

	it('merges the times of a group, and refuses one that is too large', async () => {
		const at = (name: string) => `${name}@enyoi.example`;
		company.addGroup({
			smtpAddress: at('team'),
			displayName: 'Team',
			members: [at('alice'), at('inner')],
		});
		company.addGroup({
			smtpAddress: at('inner'),
			displayName: 'Inner',
			members: [at('bob'), at('team'), at('outsider')],
		});
		const team = await ask([at('team')]);
		expect(team).toContain('<t:FreeBusyViewType>MergedOnly<');
		expect(team).toContain('<t:MergedFreeBusy>000022100000<');
		expect(team).not.toContain('CalendarEvent');
		const many = Array.from({ length: 101 }, (_, index) => `person${index}`);
		for (const accountName of many) company.addPerson({ accountName });
		company.addGroup({
			smtpAddress: at('all'),
			displayName: 'All',
			members: many.map((name) => at(name)),
		});
		expect(await ask([at('all')])).toContain('ErrorFreeBusyDLLimitReached');
	});

	it('refuses one with more entries than it lists, and the others not', async () => {
		const { calendar } = company.user('alice');
		for (let entry = 0; entry < 1001; entry++) {
			calendar.create({ subject: 'Many', start: '2026-12-01T10:00' });
		}
		const body = await ask(['alice@enyoi.example', 'bob@enyoi.example'], {
			from: '2026-12-01T00:00:00',
			to: '2026-12-02T00:00:00',
		});
		expect([...body.matchAll(/<m:ResponseCode>(\w+)</g)].map(([, code]) => code)).toEqual([
			'ErrorResultSetTooBig',
			'NoError',
		]);
	});

	it.each([
		['an empty interval', { to: '2026-11-24T08:00:00' }, 'ErrorInvalidTimeInterval'],
		['more than 62 days', { to: '2027-02-01T08:00:00' }, 'ErrorTimeIntervalTooBig'],
		['a step of a minute', { interval: 1 }, 'ErrorInvalidMergedFreeBusyInterval'],
		[
			'a step longer than the window',
			{ interval: 361 },
			'<detail><m:ErrorCode xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages">5005<',
		],
	])('refuses %s', async (_, options, code) => {
		expect(await ask(['alice@enyoi.example'], options)).toContain(code);
	});

	it('refuses more than 100 mailboxes', async () => {
		expect(await ask(Array(101).fill('alice@enyoi.example'))).toContain(
			'ErrorMailboxDataArrayTooBig',
		);
	});

	describe('suggests times', () => {
		const suggest = (people: Array<[address: string, type?: string]>, wishes = '') =>
			server.ask(
				`<m:GetUserAvailabilityRequest>${berlin}<m:MailboxDataArray>${people
					.map(
						([address, type = 'Required']) =>
							`<t:MailboxData><t:Email><t:Address>${address}</t:Address></t:Email><t:AttendeeType>${type}</t:AttendeeType></t:MailboxData>`,
					)
					.join(
						'',
					)}</m:MailboxDataArray><t:SuggestionsViewOptions>${wishes}<t:DetailedSuggestionsWindow><t:StartTime>2026-11-24T00:00:00</t:StartTime><t:EndTime>2026-11-26T00:00:00</t:EndTime></t:DetailedSuggestionsWindow></t:SuggestionsViewOptions></m:GetUserAvailabilityRequest>`,
			);
		const inside = (answer: string, name: string) =>
			[...answer.matchAll(new RegExp(`<t:${name}>([^<]*)<`, 'g'))].map(([, text]) => text);

		it('by day, the best first, in working hours', async () => {
			const most = '<t:MaximumResultsByDay>3</t:MaximumResultsByDay>';
			const answer = await suggest([['alice@enyoi.example'], ['bob@enyoi.example']], most);
			expect(answer).not.toContain('FreeBusyResponseArray');
			expect(inside(answer, 'Date')).toEqual(['2026-11-24T00:00:00', '2026-11-25T00:00:00']);
			// On the second day Bob is away, which is half of those who are asked.
			expect(inside(answer, 'DayQuality')).toEqual(['Excellent', 'Fair']);
			expect(inside(answer, 'MeetingTime')).toEqual([
				'2026-11-24T08:00:00',
				'2026-11-24T08:30:00',
				'2026-11-24T09:00:00',
				'2026-11-25T08:00:00',
				'2026-11-25T08:30:00',
				'2026-11-25T09:00:00',
			]);
			expect(inside(answer, 'BusyType').slice(-2)).toEqual(['Free', 'OOF']);
		});

		it('by what was wished for', async () => {
			const wishes =
				'<t:MaximumResultsByDay>48</t:MaximumResultsByDay><t:MaximumNonWorkHourResultsByDay>2</t:MaximumNonWorkHourResultsByDay><t:MeetingDurationInMinutes>480</t:MeetingDurationInMinutes><t:MinimumSuggestionQuality>Excellent</t:MinimumSuggestionQuality>';
			const people: Array<[string, string?]> = [
				['alice@enyoi.example'],
				['bob@enyoi.example', 'Optional'],
				['carol@enyoi.example'],
			];
			const answer = await suggest(people, wishes);
			expect(inside(answer, 'SuggestionQuality').every((one) => one === 'Excellent')).toBe(true);
			expect(inside(answer, 'IsWorkTime')).toEqual([
				...['true', 'true', 'true', 'false', 'false'],
				...['true', 'true', 'true', 'false', 'false'],
			]);
			expect(answer).toContain('<t:UnknownAttendeeConflictData/>');
		});

		it.each([
			['GoodThreshold', '50'],
			['MeetingDurationInMinutes', '10'],
		])('not for a %s of %s', async (name, value) => {
			const wish = `<t:${name}>${value}</t:${name}>`;
			const answer = await suggest([['bob@enyoi.example']], wish);
			expect(answer).toContain('ErrorInvalidRequest');
			expect(answer).not.toContain('NoError');
		});
	});
});
