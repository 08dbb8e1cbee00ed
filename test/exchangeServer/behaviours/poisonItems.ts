import { behaviour } from './behaviour';

export const poisonItems = behaviour({
	name: 'poisonItems',
	changes: "What an item does that was marked as damaged (poison of the calendar's actions).",
	values: {
		http500: 'every GetItem that names it fails as a whole, HTTP 500',
		viewOmits: 'a CalendarView leaves it out without a word, and GetItem fails for it alone',
		viewRefused: 'a CalendarView that holds it is refused, and GetItem fails for it alone',
		itemError: 'GetItem fails for it alone',
	},
	standard: 'http500',
	source: 'exchangelib, errors.py (ErrorCorruptData, ErrorInternalServerError of single items)',
	certainty: 'experience',
	coping:
		'Batches and times are halved until the item stands alone; it is named in `unreadable` and tried again, all others are told. What a view leaves out without a word, Get Many can not name; the others read ids as well.',
});
