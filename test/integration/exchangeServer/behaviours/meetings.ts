import type { ExchangeServer } from '../../../exchangeServer';
import { all, call, codes, deleteItem, setField, updateItem } from '../rawClient';
import { alice, appointment, created, type Scenarios } from './scenario';

const oneAttendee = (address: string) =>
	`<t:Attendee><t:Mailbox><t:EmailAddress>${address}@enyoi.example</t:EmailAddress></t:Mailbox></t:Attendee>`;
const attendee = (list: string, address: string) =>
	`<t:${list}>${oneAttendee(address)}</t:${list}>`;
const DAILY =
	'<t:Recurrence><t:DailyRecurrence><t:Interval>1</t:Interval></t:DailyRecurrence>' +
	'<t:NumberedRecurrence><t:StartDate>2026-11-24</t:StartDate><t:NumberOfOccurrences>5</t:NumberOfOccurrences></t:NumberedRecurrence></t:Recurrence>';
const SENT = 'SendToAllAndSaveCopy';

const invited = async (server: ExchangeServer, recurrence = '') =>
	await created(server, appointment('', attendee('RequiredAttendees', 'bob') + recurrence), SENT);

const answer = (kind: string, id: string, disposition = 'SendAndSaveCopy') =>
	`<m:CreateItem MessageDisposition="${disposition}"><m:Items><t:${kind}><t:ReferenceItemId Id="${id}"/></t:${kind}></m:Items></m:CreateItem>`;

const bobs = (server: ExchangeServer) => server.company.user('bob').calendar;
const responding = async (server: ExchangeServer, kind: string, id: string) =>
	await call(server, answer(kind, id), { mailbox: 'bob@enyoi.example' });

export const meetings: Scenarios<
	| 'acceptance'
	| 'occurrenceAnswers'
	| 'meetingResponses'
	| 'silentAnswers'
	| 'meetingsWithoutAttendees'
	| 'emptiedAttendees'
	| 'invitedProperties'
	| 'sentCopies'
	| 'trackingOnMove'
	| 'occurrenceCancellation'
	| 'cancellationRecipients'
	| 'changedRecipients'
	| 'rooms'
	| 'roomAnswers'
> = {
	acceptance: {
		async observe(server) {
			await invited(server);
			const [before] = bobs(server).items();
			await responding(server, 'AcceptItem', before.id);
			const [after] = bobs(server).items();
			return [after.id === before.id, after.myResponseType, after.showAs];
		},
		expected: {
			deleteAndCreate: [false, 'Accept', 'Busy'],
			inPlace: [true, 'Accept', 'Busy'],
		},
	},
	occurrenceAnswers: {
		async observe(server) {
			const { id } = await invited(server, DAILY);
			const [copy] = bobs(server).items();
			await responding(server, 'AcceptItem', bobs(server).occurrence(copy.id, 2).id);
			const [left] = bobs(server).items();
			if (left.exceptions.size > 0) {
				const third = bobs(server).occurrence(left.id, 3).id;
				await responding(server, 'DeclineItem', third);
			}
			const tracked = alice(server).get(id);
			return {
				bob: bobs(server)
					.view('2026-11-24T00:00', '2026-11-29T00:00')
					.map(({ fields }) => fields.myResponseType),
				series: tracked.attendees[0].response,
				occurrences: [...tracked.exceptions.values()].map(
					({ attendees }) => attendees?.[0].response,
				),
			};
		},
		expected: {
			othersTentative: {
				bob: ['Tentative', 'Accept', 'Tentative', 'Tentative'],
				series: 'Unknown',
				occurrences: ['Accept', 'Decline'],
			},
			occurrenceOnly: {
				bob: ['NoResponseReceived', 'Accept', 'NoResponseReceived', 'NoResponseReceived'],
				series: 'Unknown',
				occurrences: ['Accept', 'Decline'],
			},
			wholeSeries: {
				bob: ['Accept', 'Accept', 'Accept', 'Accept', 'Accept'],
				series: 'Accept',
				occurrences: [],
			},
		},
	},
	meetingResponses: {
		async observe(server) {
			await invited(server);
			await responding(server, 'AcceptItem', bobs(server).items()[0].id);
			const inbox = server.company.user('alice').itemsIn('inbox');
			return inbox.map((item) => [item.element, item.subject]);
		},
		expected: { delivered: [['MeetingResponse', 'Accepted: Review']], none: [] },
	},
	silentAnswers: {
		async observe(server) {
			await invited(server);
			const silent = answer('AcceptItem', bobs(server).items()[0].id, 'SaveOnly');
			const answered = await call(server, silent, { mailbox: 'bob@enyoi.example' });
			const drafts = server.company.user('bob').itemsIn('drafts');
			const named = all(answered, 'MeetingResponse').map(
				(one) => all(one, 'ItemId')[0].attributes.Id,
			);
			return [
				drafts.map(({ element }) => element),
				named.join() === drafts.map(({ id }) => id).join(),
			];
		},
		expected: { draft: [['MeetingResponse'], true], none: [[], true] },
	},
	meetingsWithoutAttendees: {
		async observe(server) {
			await created(server, appointment(), SENT);
			const { id } = await created(server, appointment());
			await call(
				server,
				updateItem(id, setField('item:Subject', '<t:Subject>New</t:Subject>'), { sending: SENT }),
			);
			return alice(server)
				.items()
				.map(({ isMeeting }) => isMeeting);
		},
		expected: { becomeMeetings: [true, true], stayAppointments: [false, false] },
	},
	emptiedAttendees: {
		async observe(server) {
			const empty =
				'<t:DeleteItemField><t:FieldURI FieldURI="calendar:OptionalAttendees"/></t:DeleteItemField>';
			const bob = setField('calendar:RequiredAttendees', attendee('RequiredAttendees', 'bob'));
			const both = attendee('RequiredAttendees', 'bob') + attendee('OptionalAttendees', 'carol');
			const { id } = await created(server, appointment('', both));
			const seen: boolean[] = [];
			for (const change of [empty, bob + empty, empty + bob]) {
				await call(server, updateItem(id, change));
				seen.push(alice(server).get(id).isMeeting);
			}
			return seen;
		},
		expected: { endsMeeting: [false, false, true], staysMeeting: [true, true, true] },
	},
	invitedProperties: {
		async observe(server) {
			const uri =
				'<t:ExtendedFieldURI DistinguishedPropertySetId="PublicStrings" PropertyName="Order" PropertyType="String"/>';
			const order = (value: string) =>
				`<t:ExtendedProperty>${uri}<t:Value>${value}</t:Value></t:ExtendedProperty>`;
			const item = appointment(
				`<t:Subject>Review</t:Subject>${order('1')}`,
				attendee('RequiredAttendees', 'bob'),
			);
			const { id } = await created(server, item, SENT);
			const [copy] = bobs(server).items();
			const seen = [copy.extendedProperties.flatMap(({ values }) => values)];
			const change = `<t:SetItemField>${uri}<t:CalendarItem>${order('2')}</t:CalendarItem></t:SetItemField>`;
			for (const sending of ['SendToNone', SENT]) {
				await call(server, updateItem(id, change, { sending }));
				seen.push(copy.extendedProperties.flatMap(({ values }) => values));
			}
			return seen;
		},
		expected: { copied: [['1'], ['1'], ['2']], left: [[], [], []] },
	},
	sentCopies: {
		async observe(server) {
			const { id } = await invited(server);
			await call(server, deleteItem(id, 'MoveToDeletedItems', SENT));
			const sent = server.company.user('alice').itemsIn('sentitems');
			return sent.map((item) => [item.element, item.subject]);
		},
		expected: {
			kept: [
				['MeetingRequest', 'Review'],
				['MeetingCancellation', 'Canceled: Review'],
			],
			none: [],
		},
	},
	trackingOnMove: {
		async observe(server) {
			const { id } = await invited(server);
			await responding(server, 'AcceptItem', bobs(server).items()[0].id);
			const seen = [alice(server).get(id).attendees[0].response];
			const subject = setField('item:Subject', '<t:Subject>Other</t:Subject>');
			const time =
				setField('calendar:Start', '<t:Start>2026-11-25T09:00:00Z</t:Start>') +
				setField('calendar:End', '<t:End>2026-11-25T10:00:00Z</t:End>');
			for (const change of [subject, time]) {
				await call(server, updateItem(id, change, { sending: 'SendToAllAndSaveCopy' }));
				seen.push(alice(server).get(id).attendees[0].response);
			}
			return [...seen, bobs(server).items()[0].myResponseType];
		},
		expected: {
			reset: ['Accept', 'Accept', 'Unknown', 'NoResponseReceived'],
			kept: ['Accept', 'Accept', 'Accept', 'NoResponseReceived'],
		},
	},
	occurrenceCancellation: {
		async observe(server) {
			const { id } = await invited(server, DAILY);
			const second = alice(server).occurrence(id, 2).id;
			await call(server, deleteItem(second, 'MoveToDeletedItems', SENT));
			return {
				bob: bobs(server)
					.view('2026-11-24T00:00', '2026-11-29T00:00')
					.map(({ fields }) => `${fields.subject} ${fields.isCancelled} ${fields.showAs}`),
				inbox: server.company.user('bob').itemsIn('inbox').length,
			};
		},
		expected: {
			cancelledException: {
				bob: [
					'Review false Tentative',
					'Canceled: Review true Free',
					...Array.from({ length: 3 }, () => 'Review false Tentative'),
				],
				inbox: 2,
			},
			vanishes: { bob: Array.from({ length: 4 }, () => 'Review false Tentative'), inbox: 1 },
		},
	},
	cancellationRecipients: {
		async observe(server) {
			const { id } = await invited(server);
			await responding(server, 'DeclineItem', bobs(server).items()[0].id);
			server.outbox.length = 0;
			const cancelled = await call(server, answer('CancelCalendarItem', id));
			return [codes(cancelled), server.outbox.length, alice(server).items().length];
		},
		expected: {
			withoutDeclined: [['ErrorInvalidRecipients'], 0, 1],
			everybody: [['NoError'], 1, 0],
		},
	},
	changedRecipients: {
		async observe(server) {
			const { id } = await invited(server);
			server.outbox.length = 0;
			const both = `<t:RequiredAttendees>${['bob', 'carol'].map(oneAttendee).join('')}</t:RequiredAttendees>`;
			const subject = setField('item:Subject', '<t:Subject>Other</t:Subject>');
			for (const change of [setField('calendar:RequiredAttendees', both), subject]) {
				await call(server, updateItem(id, change, { sending: 'SendToChangedAndSaveCopy' }));
			}
			return server.outbox.map(({ to }) => to);
		},
		expected: {
			everybody: [['bob@enyoi.example', 'carol@enyoi.example']],
			changedOnly: [['carol@enyoi.example']],
		},
	},
	rooms: {
		with: { roomAnswers: 'atOnce' },
		async observe(server) {
			const booked = appointment('', attendee('Resources', 'room-oak'));
			const later = appointment('', attendee('Resources', 'room-oak'), [
				'2026-11-24T10:00:00Z',
				'2026-11-24T11:00:00Z',
			]);
			const answers = [];
			for (const item of [booked, booked, later]) {
				const { id } = await created(server, item, SENT);
				answers.push(alice(server).get(id).attendees[0].response);
			}
			return [answers, server.company.user('room-oak').calendar.items().length];
		},
		expected: {
			declineConflicts: [['Accept', 'Decline', 'Accept'], 2],
			acceptAll: [['Accept', 'Accept', 'Accept'], 3],
		},
	},
	roomAnswers: {
		with: { changeKeys: 'stable' },
		async observe(server) {
			const booked = appointment('', attendee('Resources', 'room-oak'));
			const { id, changeKey } = await created(server, booked, SENT);
			const answer = () => alice(server).get(id).attendees[0].response;
			for (let look = 0; look < 50 && answer() === 'Unknown'; look++) {
				await new Promise((resolve) => setTimeout(resolve, 10));
			}
			// An answer that comes later changes the meeting.
			return [answer(), alice(server).get(id).changeKey !== changeKey];
		},
		expected: {
			late: ['Accept', true],
			delegate: ['Tentative', true],
			never: ['Unknown', false],
			atOnce: ['Accept', false],
		},
	},
};
