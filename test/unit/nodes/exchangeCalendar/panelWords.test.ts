import { ExchangeError, InvalidInput } from '../../../../exchange/errors';
import { panelOf } from '../../../../nodes/shared/itemValues';
import { inWordsOfPanel } from '../../../../nodes/shared/panelWords';

const property = (name: string, displayName: string) =>
	({ name, displayName, type: 'string', default: '' }) as const;

const panel = panelOf([
	property('end', 'End'),
	property('roomList', 'Room List'),
	property('attendees', 'Attendees'),
	property('isAllDay', 'All Day'),
	property('timeZone', 'Time Zone'),
	property('recurrence', 'Recurrence'),
]);

const worded = (field: string, message: string, remedy?: string) =>
	inWordsOfPanel(new InvalidInput(field, message, { remedy }), panel, { list: 'roomList' });

it.each([
	['end', 'end (10:00) is not after start', 'End (10:00) is not after start', 'End'],
	['end', 'The end is missing', 'End is missing', 'End'],
	['list', 'lobby is not a room list', 'lobby is not a room list (Room List)', 'Room List'],
	['attendees[1].emailAddress', 'It has no address', 'It has no address (Attendees)', 'Attendees'],
	['changes.recurrence', 'It moves', 'It moves (Recurrence)', 'Recurrence'],
	['unknown', 'unknown is 1', 'unknown is 1', 'unknown'],
])('%s: %s', (field, message, expected, label) => {
	expect(worded(field, message)).toMatchObject({ message: expected, field: label, code: 'input' });
});

it('names other fields as the panel does, where they can be no word of the sentence', () => {
	expect(
		worded('end', 'end is a date, but attendees are not', 'Give a time, or set isAllDay to true.'),
	).toMatchObject({
		message: 'End is a date, but attendees are not',
		remedy: 'Give a time, or set All Day to true.',
	});
});

it('names operations as the panel does, and leaves what is to be written as it is', () => {
	expect(
		worded('end', 'end is 5', 'Give end as { dateTime, timeZone }, or as getEvents gives it.'),
	).toMatchObject({ remedy: 'Give End as { dateTime, timeZone }, or as Get Many gives it.' });
});

it('keeps everything else of the error', () => {
	const error = new ExchangeError('limit', 'Too many', {
		field: 'list',
		remedy: 'Choose one, or leave list out.',
		remedyBy: 'exchangeAdmin',
		details: { mailbox: 'alice@enyoi.example' },
	});
	expect(inWordsOfPanel(error, panel, { list: 'roomList' })).toMatchObject({
		code: 'limit',
		remedy: 'Choose one, or leave Room List out.',
		remedyBy: 'exchangeAdmin',
		details: { mailbox: 'alice@enyoi.example' },
		cause: error,
	});
	const other = new Error('broken');
	expect(inWordsOfPanel(other, panel)).toBe(other);
});
