import type * as operations from '../../../../exchange/ews/operations/getUserAvailability';
import type { AnswersOf } from './answers';
import type { RequestsOf } from './requests';

const week = {
	start: Date.UTC(2026, 10, 23),
	end: Date.UTC(2026, 10, 28),
	interval: 30,
} as const;

export const getUserAvailability: RequestsOf<typeof operations.getUserAvailability> = {
	'two people in detail': {
		...week,
		addresses: ['alice@enyoi.example', 'bob@enyoi.example'],
		view: 'DetailedMerged',
	},
	'a hundred, merged': {
		...week,
		addresses: Array.from({ length: 100 }, (_, index) => `person${index}@enyoi.example`),
		interval: 1440,
		view: 'MergedOnly',
	},
	'an odd window': {
		addresses: ["o'neill&sons@enyoi.example"],
		start: Date.UTC(2026, 10, 23, 7, 59, 59),
		end: Date.UTC(2026, 10, 23, 8, 5, 1),
		interval: 5,
		view: 'FreeBusyMerged',
	},
};

const answered = (...entries: string[]) =>
	`<GetUserAvailabilityResponse xmlns="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><FreeBusyResponseArray>${entries
		.map((entry) => `<FreeBusyResponse>${entry}</FreeBusyResponse>`)
		.join('')}</FreeBusyResponseArray></GetUserAvailabilityResponse>`;

const success =
	'<ResponseMessage ResponseClass="Success"><ResponseCode>NoError</ResponseCode></ResponseMessage>';

export const answers: AnswersOf<typeof operations> = {
	getUserAvailability: {
		'details, and somebody unknown': {
			xml: answered(
				`${success}<FreeBusyView><t:FreeBusyViewType>DetailedMerged</t:FreeBusyViewType><t:MergedFreeBusy>0020</t:MergedFreeBusy><t:CalendarEventArray><t:CalendarEvent><t:StartTime>2026-11-24T09:00:00</t:StartTime><t:EndTime>2026-11-24T09:30:00</t:EndTime><t:BusyType>Busy</t:BusyType><t:CalendarEventDetails><t:ID>14B6414B0</t:ID><t:Subject>Review</t:Subject><t:Location/><t:IsMeeting>true</t:IsMeeting><t:IsRecurring>false</t:IsRecurring><t:IsException>false</t:IsException><t:IsReminderSet>true</t:IsReminderSet><t:IsPrivate>false</t:IsPrivate></t:CalendarEventDetails></t:CalendarEvent></t:CalendarEventArray><t:WorkingHours><t:TimeZone><t:Bias>480</t:Bias><t:StandardTime><t:Bias>0</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>5</t:DayOrder><t:Month>10</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:StandardTime><t:DaylightTime><t:Bias>-60</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>1</t:DayOrder><t:Month>4</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:DaylightTime></t:TimeZone><t:WorkingPeriodArray><t:WorkingPeriod><t:DayOfWeek>Monday Friday</t:DayOfWeek><t:StartTimeInMinutes>480</t:StartTimeInMinutes><t:EndTimeInMinutes>1020</t:EndTimeInMinutes></t:WorkingPeriod></t:WorkingPeriodArray></t:WorkingHours></FreeBusyView>`,
				'<ResponseMessage ResponseClass="Error"><MessageText>Unable to resolve e-mail address.</MessageText><ResponseCode>ErrorMailRecipientNotFound</ResponseCode><DescriptiveLinkKey>0</DescriptiveLinkKey></ResponseMessage><FreeBusyView><t:FreeBusyViewType>None</t:FreeBusyViewType></FreeBusyView>',
			),
			result: [
				{
					ok: true,
					view: {
						type: ['DetailedMerged'],
						merged: '0020',
						events: [
							{
								start: '2026-11-24T09:00:00',
								end: '2026-11-24T09:30:00',
								busyType: 'Busy',
								details: {
									subject: 'Review',
									location: '',
									isMeeting: true,
									isRecurring: false,
									isException: false,
									isReminderSet: true,
									isPrivate: false,
								},
							},
						],
						workingHours: {
							timeZone: {
								bias: 480,
								standard: {
									bias: 0,
									time: '02:00:00',
									dayOrder: 5,
									month: 10,
									dayOfWeek: 'Sunday',
								},
								daylight: {
									bias: -60,
									time: '02:00:00',
									dayOrder: 1,
									month: 4,
									dayOfWeek: 'Sunday',
								},
							},
							periods: [{ days: ['Monday', 'Friday'], start: 480, end: 1020 }],
						},
					},
				},
				{
					ok: false,
					failure: {
						responseCode: 'ErrorMailRecipientNotFound',
						messageText: 'Unable to resolve e-mail address.',
						messageXml: undefined,
					},
				},
			],
		},
		'working hours without a day, as a new mailbox has them, and an entry without message': {
			xml: answered(
				`${success}<FreeBusyView><t:FreeBusyViewType>Detailed</t:FreeBusyViewType><t:WorkingHours><t:TimeZone><t:Bias>300</t:Bias><t:StandardTime><t:Bias>0</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>1</t:DayOrder><t:Month>11</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:StandardTime><t:DaylightTime><t:Bias>-60</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>2</t:DayOrder><t:Month>3</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:DaylightTime></t:TimeZone><t:WorkingPeriodArray><t:WorkingPeriod><t:DayOfWeek/><t:StartTimeInMinutes>480</t:StartTimeInMinutes><t:EndTimeInMinutes>1020</t:EndTimeInMinutes></t:WorkingPeriod></t:WorkingPeriodArray></t:WorkingHours></FreeBusyView>`,
				'<FreeBusyView><t:FreeBusyViewType>MergedOnly</t:FreeBusyViewType><t:MergedFreeBusy>02</t:MergedFreeBusy></FreeBusyView>',
			),
			result: [
				{
					ok: true,
					view: {
						type: ['Detailed'],
						events: [],
						workingHours: {
							timeZone: {
								bias: 300,
								standard: {
									bias: 0,
									time: '02:00:00',
									dayOrder: 1,
									month: 11,
									dayOfWeek: 'Sunday',
								},
								daylight: {
									bias: -60,
									time: '02:00:00',
									dayOrder: 2,
									month: 3,
									dayOfWeek: 'Sunday',
								},
							},
							periods: [{ days: [], start: 480, end: 1020 }],
						},
					},
				},
				{ ok: true, view: { type: ['MergedOnly'], merged: '02', events: [] } },
			],
		},
	},
};
