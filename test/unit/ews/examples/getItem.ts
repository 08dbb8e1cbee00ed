import type * as operations from '../../../../exchange/ews/operations/getItem';
import { answered, type AnswersOf } from './answers';
import { rich, type RequestsOf } from './requests';

export const getItem: RequestsOf<typeof operations.getItem> = {
	'every kind of id': {
		shape: rich,
		ids: [
			{ id: 'a', changeKey: 'b' },
			{ id: 'a' },
			{ recurringMasterId: 'm', instanceIndex: 3 },
			{ occurrenceId: 'o' },
		],
	},
};

export const answers: AnswersOf<typeof operations> = {
	getItem: {
		'two items': {
			request: { shape: rich, ids: [{ id: 'AAMk' }, { occurrenceId: 'AAMo' }] },
			xml: answered(
				'GetItem',
				'<m:Items><t:CalendarItem><t:ItemId Id="AAMk" ChangeKey="DwAA"/><t:Subject>Jour fixe</t:Subject><t:ReminderIsSet>true</t:ReminderIsSet><t:ReminderMinutesBeforeStart>15</t:ReminderMinutesBeforeStart><t:Start>2026-11-25T09:00:00Z</t:Start></t:CalendarItem></m:Items>',
				'<m:Items><t:CalendarItem><t:ItemId Id="AAMm" ChangeKey="DwAB"/><t:IsAllDayEvent>false</t:IsAllDayEvent></t:CalendarItem></m:Items>',
			),
			result: [
				{
					ok: true,
					item: {
						itemId: { id: 'AAMk', changeKey: 'DwAA' },
						subject: 'Jour fixe',
						reminderIsSet: true,
						reminderMinutesBeforeStart: 15,
						start: '2026-11-25T09:00:00Z',
					},
				},
				{ ok: true, item: { itemId: { id: 'AAMm', changeKey: 'DwAB' }, isAllDayEvent: false } },
			],
		},
	},
};
