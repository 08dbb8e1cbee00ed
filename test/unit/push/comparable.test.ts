import { timeZones } from '../../../exchange/calendar/timeZone';
import type { CalendarItemRecord } from '../../../exchange/ews/calendarItem';
import type { WritableEvent, WritableException } from '../../../exchange/push/input/writableEvent';
import {
	bodyText,
	contentOfException,
	contentOfOccurrence,
	givenOccurrenceFields,
	graphName,
	isMoved,
	itemBodyText,
	line,
	occurrenceFields,
	occurrenceTimes,
	rememberedOccurrenceFields,
} from '../../../exchange/push/plan/comparable';
import { timesOn } from './items';

describe('a line of text', () => {
	it.each([
		[undefined, ''],
		['', ''],
		['  Visit  ', 'Visit'],
		['Visit\r\n of\t\tthe  plant', 'Visit of the plant'],
		['Visit\u00a0here', 'Visit here'],
		['VISIT', 'VISIT'],
	])('%j counts as %j', (text, same) => {
		expect(line(text)).toBe(same);
	});
});

describe('a name of EWS', () => {
	it.each([
		[undefined, 'fallback'],
		['OOF', 'oof'],
		['Busy', 'busy'],
		['WorkingElsewhere', 'workingElsewhere'],
		['', ''],
	])('%j is %j', (name, graph) => {
		expect(graphName(name, 'fallback')).toBe(graph);
	});
});

describe('the text of a body', () => {
	const html = (content: string) => bodyText({ contentType: 'html', content });

	it.each([
		['plain text keeps its markup', { contentType: 'text', content: '<b> x</b>' }, '<b>x</b>'],
		['invisible spaces', { contentType: 'text', content: 'a\u200bb\u2060c\ufeffd' }, 'abcd'],
	])('%s', (_, body, text) => {
		expect(bodyText(body)).toBe(text);
	});

	it.each([
		['&amp;&lt;&gt;&quot;&apos;&nbsp;', `&<>"'`],
		['&AMP;&Lt;&uuml', '&≪ü'],
		['&#65;&#x42;&#X43;', 'ABC'],
		['&#x10ffff;', '\u{10ffff}'],
		['&#x110000;', '\ufffd'],
		['&a;&abcdefg;', '&a;&abcdefg;'],
		['&amp', '&'],
	])('entities: %j is %j', (content, text) => {
		expect(html(content)).toBe(text);
	});

	it.each([
		['a<b>c</b>d', 'acd'],
		['a<B>c</B>d', 'acd'],
		['a<!DOCTYPE x>b<?xml y?>c', 'abc'],
		['1<2 <3>', '1<2<3>'],
		['a<', 'a<'],
		['a<b', 'a'],
		['x<!-- a > b -->y', 'xy'],
		// A comment's beginning is not its end.
		['x<!-->y-->z', 'xz'],
		['x<!-- never closed', 'x'],
	])('markup: %j is %j', (content, text) => {
		expect(html(content)).toBe(text);
	});

	it.each(['script', 'style', 'head', 'title', 'STYLE'])('nothing inside of %s', (name) => {
		expect(html(`a<${name}>b<i>c</i></${name}>d`)).toBe('ad');
		expect(html(`a<${name} x="y">b</${name}>d`)).toBe('ad');
		expect(html(`a<${name}\nx>b</${name} >d`)).toBe('ad');
		expect(html(`a<${name}`)).toBe('a');
	});

	it.each([
		['<header>a</header>b', 'ab'],
		['<titles>a</titles>b', 'ab'],
		// Without an end, the tag alone goes.
		['<style>a<b>c', 'ac'],
		['<em title>a</em>', 'a'],
		// What comes before does not end it.
		['</style>a<style>b</style>c', 'ac'],
	])('other elements keep theirs: %j is %j', (content, text) => {
		expect(html(content)).toBe(text);
	});

	it.each([
		[undefined, ''],
		[{}, ''],
		[{ text: 'a <b>' }, 'a<b>'],
		[{ type: 'Text', text: 'a <b>' }, 'a<b>'],
		[{ type: 'HTML', text: 'a <b>c' }, 'ac'],
	])('of the item body %j is %j', (body, text) => {
		expect(itemBodyText(body)).toBe(text);
	});
});

describe('the times of an occurrence', () => {
	it('are instants', () => {
		const texts = {
			originalStart: '1970-01-01T00:00:01Z',
			start: '1970-01-01T00:00:02Z',
			end: '1970-01-01T01:00:03+01:00',
		};
		expect(occurrenceTimes(texts)).toEqual({ originalStart: 1000, start: 2000, end: 3000 });
	});

	it.each([
		[10, 10, 15, false],
		[10, 11, 16, true],
		[10, 9, 14, true],
		[10, 10, 16, true],
		[10, 10, 14, true],
	])('planned for %d, %d to %d, of a series of 5: moved %s', (originalStart, start, end, moved) => {
		expect(isMoved({ originalStart, start, end }, 5)).toBe(moved);
	});
});

const exceptionWith = (own: Partial<WritableException>): WritableException => ({
	...timesOn(7),
	originalStart: timesOn(7).start,
	...own,
});

describe('the fields of single occurrences', () => {
	const withException = (event: WritableEvent, own: Partial<WritableException>): WritableEvent => ({
		...event,
		times: { ...timesOn(7), exceptions: [exceptionWith({}), exceptionWith(own)] },
	});

	it.each<[string, WritableEvent, string[]]>([
		['nothing', {}, []],
		['times alone', { times: timesOn(7) }, []],
		[
			'fields of the series',
			{ subject: '', showAs: 'busy', categories: [] },
			['subject', 'showAs'],
		],
		['fields of one occurrence', withException({}, { location: 'B' }), ['location']],
		[
			'both, in their own order',
			withException(
				{ showAs: 'free' },
				{ body: { contentType: 'text', content: '' }, subject: 'S' },
			),
			['subject', 'body', 'showAs'],
		],
	])('are given with %s', (_, event, names) => {
		expect(givenOccurrenceFields(event)).toEqual(names);
	});

	const had: [string, string] = ['given', 'had'];
	it.each([
		['no state', undefined, [...occurrenceFields]],
		['a state without times', { fields: { subject: had } }, [...occurrenceFields]],
		['times alone', { fields: { times: had } }, []],
		['times and fields', { fields: { times: had, body: had, categories: had } }, ['body']],
		[
			'fields of occurrences beside',
			{ fields: { times: had, showAs: had }, occurrenceFields: ['location', 'more'] },
			['location', 'showAs'],
		],
	])('are remembered with %s', (_, state, names) => {
		expect(rememberedOccurrenceFields(state && { version: 1, ...state })).toEqual(names);
	});
});

describe('the content of an occurrence', () => {
	const text = (content: string) => ({ contentType: 'text' as const, content });
	const series: WritableEvent = {
		subject: 'Board',
		body: text('Agenda'),
		location: 'A',
		showAs: 'busy',
	};

	it.each<[string, Partial<WritableException>, object]>([
		['nothing of its own', {}, {}],
		[
			'the same as its series, but for white space',
			{ subject: ' Board ', body: text(' Agenda'), location: 'A ', showAs: 'busy' },
			{},
		],
		[
			'all of its own',
			{ subject: 'Party', body: text('No agenda'), location: 'B', showAs: 'free' },
			{ subject: 'Party', body: 'Noagenda', location: 'B', showAs: 'free' },
		],
		['texts emptied', { subject: '', body: text('') }, { subject: '', body: '' }],
	])('given: %s', (_, own, content) => {
		expect(contentOfException(series, exceptionWith(own), occurrenceFields)).toEqual(content);
	});

	it('given: only of the fields asked for; anything for a series that gives nothing', () => {
		const own = exceptionWith({ subject: ' Party', location: 'B' });
		expect(contentOfException({}, own, ['subject'])).toEqual({ subject: 'Party' });
	});

	const reference = (id: string) => ({ itemId: { id, changeKey: 'key' } });
	const item: CalendarItemRecord = {
		...reference('series'),
		subject: 'Board',
		body: { type: 'HTML', text: '<p>Agenda</p>' },
	};
	const read = (own: Partial<CalendarItemRecord>, names = occurrenceFields.slice()) =>
		contentOfOccurrence(
			{
				item,
				exceptions: new Map([['own', { ...reference('own'), ...own }]]),
				occurrenceFields,
				zones: timeZones(),
			},
			'own',
			names,
		);

	it.each<[string, Partial<CalendarItemRecord>, object]>([
		[
			'the same in another form',
			{
				subject: ' Board',
				body: { type: 'Text', text: 'Agenda' },
				location: ' ',
				legacyFreeBusyStatus: 'Busy',
			},
			{},
		],
		[
			'all of its own',
			{ subject: 'X', location: 'B', legacyFreeBusyStatus: 'OOF' },
			{ subject: 'X', body: '', location: 'B', showAs: 'oof' },
		],
	])('read: %s', (_, own, content) => {
		expect(read(own)).toEqual(content);
	});

	it('read: only of the fields asked for; nothing of one that could not be read', () => {
		expect(read({ subject: 'X', location: 'B' }, ['location'])).toEqual({ location: 'B' });
		const unread = { item, exceptions: new Map(), occurrenceFields, zones: timeZones() };
		expect(contentOfOccurrence(unread, 'own', occurrenceFields)).toEqual({});
	});
});
