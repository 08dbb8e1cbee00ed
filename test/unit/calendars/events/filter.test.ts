import { matching } from '../../../../exchange/calendars/events/filter';
import type { CalendarEvent } from '../../../../exchange/calendar/event';

const review: CalendarEvent = {
	subject: 'Budget – Révision',
	location: { displayName: 'Atrium (8)' },
	body: { contentType: 'html', content: '<p class="secret">Bring the <b>fig</b>ures</p>' },
	categories: ['Finance', 'Holiday '],
	organizer: { emailAddress: { name: 'Alice Smit', address: 'alice@enyoi.example' } },
	attendees: [
		{
			emailAddress: { name: 'Bob de Vries', address: 'Bob@enyoi.example' },
			type: 'required',
			status: { response: 'none' },
		},
	],
};

it.each([
	['nothing', {}, true],
	['blanks', { search: '  ' }, true],
	['words in any order and place', { search: 'atrium budget' }, true],
	['other case and accents', { search: 'REVISION' }, true],
	['a word across tags', { search: 'figures' }, true],
	['a word of the markup', { search: 'secret' }, false],
	['one word that is nowhere', { search: 'budget berlin' }, false],
	['a category in another case', { category: 'finance' }, true],
	['a category with blanks around it', { category: 'holiday' }, true],
	['part of a category', { category: 'Fin' }, false],
	['an address in another case', { attendee: ['bob@ENYOI.example'] }, true],
	['the organizer', { attendee: ['alice@enyoi.example'] }, true],
	['one of several addresses', { attendee: ['b@enyoi.example', 'bob@enyoi.example'] }, true],
	['somebody else', { attendee: ['carol@enyoi.example'] }, false],
	['part of an address', { attendee: ['ob@enyoi.example'] }, false],
	['words of a name', { attendee: 'vries bob' }, true],
	['words of two names', { attendee: 'alice vries' }, false],
	['all at once', { search: 'budget', category: 'finance', attendee: 'bob' }, true],
	['all but one', { search: 'budget', category: 'travel', attendee: 'bob' }, false],
])('%s', (_what, filter, expected) => {
	expect(matching(filter)(review)).toBe(expected);
});

it('finds nothing in what is not told', () => {
	const masked: CalendarEvent = { start: { dateTime: '2026-11-25T09:00:00', timeZone: 'UTC' } };
	expect(matching({ search: 'undefined' })(masked)).toBe(false);
	expect(matching({ category: 'x' })(masked)).toBe(false);
	expect(matching({ attendee: 'x' })(masked)).toBe(false);
});

describe('an HTML body', () => {
	const inBody = (content: string, search: string) =>
		matching({ search })({ body: { contentType: 'html', content } });

	it.each([
		['R&amp;D budget', 'R&D'],
		['Andr&eacute;&nbsp;&#38; Zo&#xEB;', 'andre & zoe'],
		['&lt;b&gt;', '<b>'],
		['1 < 2 and 3 > 2', '1 < 2'],
		['<style>p {}</style>figures', 'figures'],
		['<p>a</p><!--[if mso]> x <![endif]--><p>b</p>', 'a b'],
		['<titles>words</titles>', 'words'],
	])('is searched as it is shown: %s', (content, search) => {
		expect(inBody(content, search)).toBe(true);
	});

	it.each([
		['<head><STYLE type="text/css">P {margin-top:0}</style ><title>margin</title></head>Soup'],
		['<script>if (a > b) margin()</script>Soup'],
		['<!-- <p>margin</p> > margin -->Soup'],
		['Soup<p class="margin">'],
		['Soup<style>margin'],
		['Soup<!-- margin'],
		['Soup<p margin'],
	])('is not searched in what nobody sees: %s', (content) => {
		expect(inBody(content, 'margin')).toBe(false);
		expect(inBody(content, 'soup')).toBe(true);
	});

	it.each(['<', '<a', '<!--', '<style>', '<style></script>', '&', '&#'])(
		'of %s again and again is read once',
		(part) => {
			expect(inBody(part.repeat(300_000), 'word')).toBe(false);
		},
	);
});
