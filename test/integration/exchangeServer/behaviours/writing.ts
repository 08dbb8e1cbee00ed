import type { ExchangeServer } from '../../../exchangeServer';
import type { CalendarItem } from '../../../exchangeServer/contracts';
import {
	all,
	call,
	codes,
	createItem,
	getItem,
	setField,
	text,
	texts,
	updateItem,
} from '../rawClient';
import { alice, appointment, created, type Scenarios } from './scenario';

async function stored(server: ExchangeServer, item: string): Promise<CalendarItem> {
	return alice(server).get((await created(server, item)).id);
}

const body = (type: 'HTML' | 'Text', content: string) =>
	`<t:Subject>Review</t:Subject><t:Body BodyType="${type}">${content}</t:Body>`;

const CHECKED = '00020329-0000-0000-c000-000000000046';
const property = (set: string, type: string, value: string) =>
	`<t:ExtendedProperty><t:ExtendedFieldURI ${set} PropertyName="checked" PropertyType="${type}"/><t:Value>${value}</t:Value></t:ExtendedProperty>`;
const askFor = (set: string, type: string) =>
	`<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:ExtendedFieldURI ${set} PropertyName="checked" PropertyType="${type}"/></t:AdditionalProperties>`;

const weekly = (days = 'Tuesday') =>
	`<t:Recurrence><t:WeeklyRecurrence><t:Interval>1</t:Interval><t:DaysOfWeek>${days}</t:DaysOfWeek></t:WeeklyRecurrence>` +
	'<t:NumberedRecurrence><t:StartDate>2026-11-24</t:StartDate><t:NumberOfOccurrences>5</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>';

const start = (time: string) => setField('calendar:Start', `<t:Start>${time}</t:Start>`);
const end = (time: string) => setField('calendar:End', `<t:End>${time}</t:End>`);

export const writing: Scenarios<
	| 'htmlBodies'
	| 'textBodies'
	| 'replyLength'
	| 'texts'
	| 'subjectLength'
	| 'timePrecision'
	| 'reminders'
	| 'emptyCategories'
	| 'propertySetForm'
	| 'propertyValues'
	| 'updateOrder'
	| 'zoneOfUpdate'
	| 'loneTimes'
	| 'recurrenceReset'
	| 'patternChange'
	| 'occurrenceSensitivity'
	| 'occurrenceDeletions'
	| 'yearlyPatterns'
	| 'attendeeAddresses'
	| 'changeKeys'
	| 'staleKeys'
	| 'duplicateUids'
	| 'configurationTwice'
> = {
	htmlBodies: {
		async observe(server) {
			const html =
				'&lt;p&gt;Gr&amp;uuml;&amp;szlig;e &amp;#8211; 5 &amp;lt; 6&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;https://enyoi.example/a';
			const { text: kept } = (await stored(server, appointment(body('HTML', html)))).body;
			return {
				head: kept.includes('<meta http-equiv="Content-Type"'),
				script: kept.includes('script'),
				content: kept.replace(/^[\s\S]*<body>\s*|\s*<\/body>[\s\S]*$/g, ''),
			};
		},
		expected: {
			rtfLook: {
				head: true,
				script: false,
				content:
					'<p class="MsoNormal"><span lang="EN-US">Grüße – 5 &lt; 6</span></p>\r\n' +
					'<p class="MsoNormal"><span lang="EN-US"><a href="https://enyoi.example/a">https://enyoi.example/a</a></span></p>',
			},
			reserialised: {
				head: true,
				script: false,
				content: '<p>Grüße – 5 &lt; 6</p>https://enyoi.example/a',
			},
			kept: {
				head: false,
				script: true,
				content:
					'<p>Gr&uuml;&szlig;e &#8211; 5 &lt; 6</p><script>x()</script>https://enyoi.example/a',
			},
		},
	},
	textBodies: {
		observe: async (server) =>
			(await stored(server, appointment(body('Text', 'one\ntwo')))).body.text,
		expected: { crlf: 'one\r\ntwo\r\n', kept: 'one\ntwo' },
	},
	replyLength: {
		async observe(server) {
			const reply = (name: string, length: number) =>
				`<t:${name}><t:Message>${'x'.repeat(length)}</t:Message></t:${name}>`;
			await call(
				server,
				`<m:SetUserOofSettingsRequest><t:Mailbox><t:Address>alice@enyoi.example</t:Address></t:Mailbox><t:UserOofSettings><t:OofState>Enabled</t:OofState><t:ExternalAudience>All</t:ExternalAudience>${reply('InternalReply', 128_001)}${reply('ExternalReply', 128_000)}</t:UserOofSettings></m:SetUserOofSettingsRequest>`,
			);
			const kept = server.company.mailboxOf('alice@enyoi.example')?.outOfOffice;
			return [kept?.internalReply.text.length, kept?.externalReply.text.length];
		},
		expected: { cut128000: [128_000, 128_000], kept: [128_001, 128_000] },
	},
	texts: {
		async observe(server) {
			const item = appointment(
				'<t:Subject> Review  </t:Subject>',
				'<t:Location>Room </t:Location>',
			);
			const { subject, location } = await stored(server, item);
			return [subject, location];
		},
		expected: { trimmed: [' Review', 'Room'], kept: [' Review  ', 'Room '] },
	},
	subjectLength: {
		observe: async (server) =>
			(await stored(server, appointment(`<t:Subject>${'x'.repeat(300)}</t:Subject>`))).subject
				.length,
		expected: { cut255: 255, kept: 300 },
	},
	timePrecision: {
		async observe(server) {
			const item = appointment('', '', ['2026-11-24T09:00:42.500Z', '2026-11-24T10:00:00Z']);
			return (await stored(server, item)).start.toISOString().slice(11);
		},
		expected: { minutes: '09:00:00.000Z', seconds: '09:00:42.000Z', kept: '09:00:42.500Z' },
	},
	reminders: {
		with: { changeKeys: 'stable' },
		async observe(server) {
			const reminder =
				'<t:Subject>Review</t:Subject><t:ReminderIsSet>true</t:ReminderIsSet><t:ReminderMinutesBeforeStart>15</t:ReminderMinutesBeforeStart>';
			const { id, changeKey } = await created(server, appointment(reminder));
			const seen = [];
			for (let i = 0; i < 2; i++)
				seen.push(text(await call(server, getItem([id])), 'ReminderIsSet'));
			return [seen, alice(server).get(id).changeKey === changeKey];
		},
		expected: { dismissedOnceRead: [['true', 'false'], false], kept: [['true', 'true'], true] },
	},
	emptyCategories: {
		async observe(server) {
			const tagged =
				'<t:Subject>Review</t:Subject><t:Categories><t:String>Mine</t:String></t:Categories>';
			const { id } = await created(server, appointment(tagged));
			const clear = setField('item:Categories', '<t:Categories/>');
			return [codes(await call(server, updateItem(id, clear))), alice(server).get(id).categories];
		},
		expected: {
			refused: [['ErrorInvalidPropertySet'], ['Mine']],
			cleared: [['NoError'], []],
		},
	},
	propertySetForm: {
		async observe(server) {
			const named = 'DistinguishedPropertySetId="PublicStrings"';
			const byId = `PropertySetId="${CHECKED}"`;
			const own = 'PropertySetId="c11ff724-aa03-4555-9952-8fa248a11c3e"';
			const values = property(named, 'String', 'a') + property(own, 'String', 'b');
			const { id } = await created(server, appointment(`<t:Subject>Review</t:Subject>${values}`));
			const forms = [];
			for (const set of [named, byId, own]) {
				const read = await call(server, getItem([id], askFor(set, 'String')));
				forms.push(Object.keys(all(read, 'ExtendedFieldURI')[0].attributes)[0]);
			}
			return forms;
		},
		expected: {
			other: ['PropertySetId', 'DistinguishedPropertySetId', 'PropertySetId'],
			asAsked: ['DistinguishedPropertySetId', 'PropertySetId', 'PropertySetId'],
		},
	},
	propertyValues: {
		async observe(server) {
			const given = {
				Boolean: 'True',
				Double: '1.50',
				Integer: '+7',
				SystemTime: '2026-11-24T10:00:00.000+01:00',
				CLSID: 'C11FF724-AA03-4555-9952-8FA248A11C3E',
				String: ' as it is ',
			};
			const set = `PropertySetId="${CHECKED}"`;
			const found = [];
			for (const [type, value] of Object.entries(given)) {
				const item = appointment(`<t:Subject>Review</t:Subject>${property(set, type, value)}`);
				const { id } = await created(server, item);
				found.push(text(await call(server, getItem([id], askFor(set, type))), 'Value'));
			}
			return found;
		},
		expected: {
			canonical: [
				'true',
				'1.5',
				'7',
				'2026-11-24T09:00:00Z',
				'c11ff724-aa03-4555-9952-8fa248a11c3e',
				' as it is ',
			],
			asWritten: [
				'True',
				'1.50',
				'+7',
				'2026-11-24T10:00:00.000+01:00',
				'C11FF724-AA03-4555-9952-8FA248A11C3E',
				' as it is ',
			],
		},
	},
	updateOrder: {
		async observe(server) {
			const single = await created(server);
			const series = await created(server, appointment('', weekly()));
			const moved = async (id: string, updates: string) =>
				codes(await call(server, updateItem(id, updates)))[0];
			return {
				singleLater: await moved(
					single.id,
					start('2026-11-30T09:00:00Z') + end('2026-11-30T10:00:00Z'),
				),
				endFirst: await moved(
					single.id,
					end('2026-11-20T10:00:00Z') + start('2026-11-20T09:00:00Z'),
				),
				seriesEarlier: await moved(
					series.id,
					start('2026-11-10T09:00:00Z') + end('2026-11-10T10:00:00Z'),
				),
			};
		},
		expected: {
			eachChecked: {
				singleLater: 'NoError',
				endFirst: 'ErrorCalendarEndDateIsEarlierThanStartDate',
				seriesEarlier: 'ErrorOccurrenceTimeSpanTooBig',
			},
			spanChecked: {
				singleLater: 'NoError',
				endFirst: 'NoError',
				seriesEarlier: 'ErrorOccurrenceTimeSpanTooBig',
			},
			atOnce: { singleLater: 'NoError', endFirst: 'NoError', seriesEarlier: 'NoError' },
		},
	},
	zoneOfUpdate: {
		async observe(server) {
			const zones = ['Start', 'End']
				.map((name) =>
					setField(
						`calendar:${name}TimeZone`,
						`<t:${name}TimeZone Id="Tokyo Standard Time"></t:${name}TimeZone>`,
					),
				)
				.join('');
			const times = start('2026-11-30T09:00:00Z') + end('2026-11-30T10:00:00Z');
			const after = async (updates: string) => {
				const { id } = await created(server);
				await call(server, updateItem(id, updates));
				const { start: from, end: to } = alice(server).get(id);
				return [from, to].map((time) => time.toISOString().slice(5, 16)).join(' ');
			};
			return {
				zones: await after(zones),
				timesFirst: await after(times + zones),
				zonesFirst: await after(zones + times),
			};
		},
		expected: {
			keepsClock: {
				zones: '11-24T00:00 11-24T01:00',
				timesFirst: '11-30T00:00 11-30T01:00',
				zonesFirst: '11-30T09:00 11-30T10:00',
			},
			keepsMoment: {
				zones: '11-24T09:00 11-24T10:00',
				timesFirst: '11-30T09:00 11-30T10:00',
				zonesFirst: '11-30T09:00 11-30T10:00',
			},
		},
	},
	loneTimes: {
		async observe(server) {
			const { id } = await created(server, appointment('', weekly()));
			const zone = setField(
				'calendar:StartTimeZone',
				'<t:StartTimeZone Id="Tokyo Standard Time"></t:StartTimeZone>',
			);
			const from = start('2026-11-24T09:30:00Z');
			const seen: string[] = [];
			for (const change of [from, zone, from + end('2026-11-24T10:30:00Z')]) {
				seen.push(codes(await call(server, updateItem(id, change)))[0]);
			}
			return seen.map((code) => code === 'NoError');
		},
		expected: { refused: [false, false, true], taken: [true, true, true] },
	},
	recurrenceReset: {
		with: { patternChange: 'inPlace' },
		async observe(server) {
			const { id } = await created(server, appointment('', weekly()));
			alice(server).occurrence(id, 2).update({ subject: 'Moved' });
			alice(server).occurrence(id, 3).delete();
			await call(server, updateItem(id, setField('calendar:Recurrence', weekly())));
			const counted = () => {
				const { exceptions, deletedOccurrences } = alice(server).get(id);
				return [exceptions.size, deletedOccurrences.size];
			};
			const same = counted();
			await call(server, updateItem(id, setField('calendar:Recurrence', weekly('Friday'))));
			return [same, counted()];
		},
		expected: {
			exceptionsKept: [
				[1, 1],
				[0, 0],
			],
			exceptionsDropped: [
				[0, 0],
				[0, 0],
			],
		},
	},
	patternChange: {
		async observe(server) {
			const times: [string, string] = ['2020-01-07T09:00:00Z', '2020-01-07T10:00:00Z'];
			const endless = (days: string, first: string) =>
				weekly(days).replace(
					/<t:NumberedRecurrence>.*<\/t:NumberedRecurrence>/,
					`<t:NoEndRecurrence><t:StartDate>${first}</t:StartDate></t:NoEndRecurrence>`,
				);
			const { id } = await created(
				server,
				appointment('', endless('Tuesday', '2020-01-07'), times),
			);
			const { uid } = alice(server).get(id);
			const later = async (days: string) =>
				await call(
					server,
					updateItem(id, setField('calendar:Recurrence', endless(days, '2020-01-07'))),
				);
			await later('Tuesday');
			const ofSame = alice(server).items().length;
			await later('Friday');
			const items = alice(server).items();
			return {
				ofSame,
				keepsUid: items.filter((item) => item.uid === uid).map((item) => item.id === id),
				isCancelled: items.map(({ isCancelled }) => isCancelled),
				first: items.map(({ start: first }) => first < server.company.store.now()),
				ends: items.map(({ recurrence }) => recurrence?.range.type),
			};
		},
		expected: {
			splitsPast: {
				ofSame: 1,
				keepsUid: [false],
				isCancelled: [false, true],
				first: [false, true],
				ends: ['NoEndRecurrence', 'EndDateRecurrence'],
			},
			inPlace: {
				ofSame: 1,
				keepsUid: [true],
				isCancelled: [false],
				first: [true],
				ends: ['NoEndRecurrence'],
			},
		},
	},
	occurrenceSensitivity: {
		async observe(server) {
			const { id } = await created(server, appointment('', weekly()));
			const one = alice(server).occurrence(id, 2).id;
			const set = setField('item:Sensitivity', '<t:Sensitivity>Private</t:Sensitivity>');
			const answered = codes(await call(server, updateItem(one, set)));
			return [answered, text(await call(server, getItem([one])), 'Sensitivity')];
		},
		expected: { ofSeries: [['NoError'], 'Normal'], own: [['NoError'], 'Private'] },
	},
	occurrenceDeletions: {
		async observe(server) {
			const tagged =
				'<t:Subject>Review</t:Subject><t:Categories><t:String>Mine</t:String></t:Categories>';
			const after = `<t:Location>Hall</t:Location>${weekly()}`;
			const { id } = await created(server, appointment(tagged, after));
			const one = alice(server).occurrence(id, 2).id;
			const deleted = (uri: string) =>
				`<t:DeleteItemField><t:FieldURI FieldURI="${uri}"/></t:DeleteItemField>`;
			const own = '<t:Categories><t:String>Own</t:String></t:Categories>';
			await call(server, updateItem(one, setField('item:Categories', own)));
			const clear = deleted('item:Categories') + deleted('calendar:Location');
			const seen = [];
			for (const change of [clear, setField('calendar:Location', '<t:Location/>')]) {
				await call(server, updateItem(one, change));
				const read = await call(server, getItem([one]));
				seen.push([texts(read, 'String'), text(read, 'Location')]);
			}
			return seen;
		},
		expected: {
			fallBackToSeries: [
				[['Mine'], 'Hall'],
				[['Mine'], undefined],
			],
			empty: [
				[[], undefined],
				[[], undefined],
			],
		},
	},
	yearlyPatterns: {
		async observe(server) {
			const monthly = (interval: number) =>
				`<t:Recurrence><t:AbsoluteMonthlyRecurrence><t:Interval>${interval}</t:Interval><t:DayOfMonth>24</t:DayOfMonth></t:AbsoluteMonthlyRecurrence>` +
				'<t:NoEndRecurrence><t:StartDate>2026-11-24</t:StartDate></t:NoEndRecurrence></t:Recurrence>';
			const patterns = [];
			for (const interval of [12, 6]) {
				const item = await stored(server, appointment('', monthly(interval)));
				patterns.push(item.recurrence?.pattern);
			}
			return patterns;
		},
		expected: {
			twelveMonthlyIsYearly: [
				{ type: 'AbsoluteYearlyRecurrence', dayOfMonth: 24, month: 11 },
				{ type: 'AbsoluteMonthlyRecurrence', interval: 6, dayOfMonth: 24 },
			],
			kept: [
				{ type: 'AbsoluteMonthlyRecurrence', interval: 12, dayOfMonth: 24 },
				{ type: 'AbsoluteMonthlyRecurrence', interval: 6, dayOfMonth: 24 },
			],
		},
	},
	attendeeAddresses: {
		async observe(server) {
			server.company.addPerson({ accountName: 'carol', aliases: ['c.berg@enyoi.example'] });
			const invited =
				'<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>c.berg@enyoi.example</t:EmailAddress></t:Mailbox></t:Attendee></t:RequiredAttendees>';
			return (await stored(server, appointment('', invited))).attendees[0].emailAddress;
		},
		expected: { primary: 'carol@enyoi.example', asWritten: 'c.berg@enyoi.example' },
	},
	changeKeys: {
		async observe(server) {
			const first = await created(server);
			const item = alice(server).get(first.id);
			const moved = item.changeKey !== first.changeKey;
			const updated = await call(
				server,
				updateItem(first.id, setField('item:Subject', '<t:Subject>Other</t:Subject>')),
			);
			const [{ attributes }] = all(updated, 'ItemId');
			const movedAgain = attributes.ChangeKey !== item.changeKey;
			// Each look at the clock is a second later: the write, its folder, its event.
			const dated = server.company
				.eventsSince(0)
				.reverse()
				.findIndex(({ time }) => time.getTime() - 2000 === item.lastModified.getTime());
			return [moved, movedAgain, dated, await keyedUpdate(server, first.id, attributes.ChangeKey)];
		},
		expected: {
			movedWithTime: [true, true, 0, 'NoError'],
			moved: [true, true, 1, 'NoError'],
			stable: [false, false, 0, 'NoError'],
		},
	},
	staleKeys: {
		with: { changeKeys: 'stable' },
		async observe(server) {
			const { id, changeKey } = await created(server);
			alice(server).update(id, { location: 'Hall' });
			const tried = [];
			for (const sending of ['SendToAllAndSaveCopy', 'SendToNone']) {
				for (const [field, value] of [
					['item:Subject', '<t:Subject>Other</t:Subject>'],
					['calendar:Location', '<t:Location>Room</t:Location>'],
				]) {
					const how = { changeKey, resolution: 'NeverOverwrite', sending };
					tried.push(...codes(await call(server, updateItem(id, setField(field, value), how))));
				}
			}
			return tried;
		},
		expected: {
			takenWhenMailing: [
				'NoError',
				'ErrorIrresolvableConflict',
				'ErrorIrresolvableConflict',
				'ErrorIrresolvableConflict',
			],
			refused: Array<string>(4).fill('ErrorIrresolvableConflict'),
		},
	},
	duplicateUids: {
		async observe(server) {
			const item = appointment('', '').replace('<t:Start>', '<t:UID>uid-1</t:UID><t:Start>');
			await created(server, item);
			return codes(await call(server, createItem(item)));
		},
		expected: { accepted: ['NoError'], refused: ['ErrorItemSave'] },
	},
	configurationTwice: {
		async observe(server) {
			const create = (value: string) =>
				`<m:CreateUserConfiguration><m:UserConfiguration><t:UserConfigurationName Name="Settings"><t:DistinguishedFolderId Id="calendar"/></t:UserConfigurationName><t:BinaryData>${value}</t:BinaryData></m:UserConfiguration></m:CreateUserConfiguration>`;
			await call(server, create('b25l'));
			const second = codes(await call(server, create('dHdv')));
			const read =
				'<m:GetUserConfiguration><m:UserConfigurationName Name="Settings"><t:DistinguishedFolderId Id="calendar"/></m:UserConfigurationName><m:UserConfigurationProperties>All</m:UserConfigurationProperties></m:GetUserConfiguration>';
			return [...second, ...texts(await call(server, read), 'BinaryData')];
		},
		expected: { bothCreated: ['NoError', 'b25l'], refused: ['ErrorItemSave', 'b25l'] },
	},
};

/** An update of another field with that key: a key that moved alone stands in nobody's way. */
async function keyedUpdate(server: ExchangeServer, id: string, changeKey: string): Promise<string> {
	const update = setField('calendar:Location', '<t:Location>Room</t:Location>');
	const options = { changeKey, resolution: 'AutoResolve' };
	return codes(await call(server, updateItem(id, update, options)))[0];
}
