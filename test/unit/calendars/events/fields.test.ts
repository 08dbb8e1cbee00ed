import { bodyWithLink, inputOf, joinUrlOf } from '../../../../exchange/calendars/events/fields';
import { meetingLinkIn } from '../../../../exchange/calendars/events/meetingLink';

const url = 'https://meet.example/abc?x=1&y=2';
const html = (content: string) => ({ contentType: 'html' as const, content });
const text = (content: string) => ({ contentType: 'text' as const, content });

it.each([
	['no body', undefined, text(url)],
	['a text', text('Agenda\n'), text(`Agenda\n\n${url}`)],
	[
		'a page',
		html('<html><body><p>Agenda</p></body></html>'),
		html(
			'<html><body><p>Agenda</p><p><a href="https://meet.example/abc?x=1&amp;y=2">https://meet.example/abc?x=1&amp;y=2</a></p></body></html>',
		),
	],
	['a text that has it', text(`Join ${url} now`), text(`Join ${url} now`)],
	[
		'a page that has it',
		html('<a href="https://meet.example/abc?x=1&amp;y=2">Join</a>'),
		html('<a href="https://meet.example/abc?x=1&amp;y=2">Join</a>'),
	],
])('the link goes to the end of %s', (_what, body, expected) => {
	expect(bodyWithLink(body, url)).toEqual(expected);
});

it('a link that stands in the place is not written twice', () => {
	expect(bodyWithLink(undefined, url, `Online: ${url}`)).toBeUndefined();
});

it.each([
	[
		'<a href="https://teams.microsoft.com/l/meetup-join/19%3a?c=1&amp;d=2">Join</a>',
		'https://teams.microsoft.com/l/meetup-join/19%3a?c=1&d=2',
	],
	['Join: https://us02web.zoom.us/j/123?pwd=x\nthen', 'https://us02web.zoom.us/j/123?pwd=x'],
	['https://meet.google.com/abc-defg-hij', 'https://meet.google.com/abc-defg-hij'],
	['https://teams.microsoft.com/downloads and https://zoom.us/pricing', undefined],
	['Join (https://meet.jit.si/room).', 'https://meet.jit.si/room'],
	['Join https://meet.jit.si/room, or call.', 'https://meet.jit.si/room'],
	['Join&lt;https://teams.microsoft.com/meet/1?p=x&gt;', 'https://teams.microsoft.com/meet/1?p=x'],
	['https://enyoi.example/agenda https://enyoi.webex.com/meet/1', 'https://enyoi.webex.com/meet/1'],
	['https://bbb.enyoi.example/b/ali-1', 'https://bbb.enyoi.example/b/ali-1'],
	['https://evil.example/?teams.microsoft.com/meet/1', undefined],
	['https://evil.example/teams.microsoft.com/meet/1', undefined],
	['https://notzoom.us/j/123', undefined],
	['https://zoom.us@evil.example/j/123', undefined],
	['', undefined],
])('the link of a meeting in %j', (body, expected) => {
	expect(meetingLinkIn(body)).toBe(expected);
});

it.each(['https://', 'https://)', 'https://a&lt', 'https://teams.microsoft.com/ '])(
	'%s again and again is read once',
	(part) => {
		expect(meetingLinkIn(part.repeat(100_000))).toBeUndefined();
	},
	2_000,
);

it('people and rooms become one list, and what is given stays as it is', () => {
	const given = {
		subject: 'x',
		attendees: ['bob@enyoi.example', { emailAddress: { address: 'carol@enyoi.example' } }],
		rooms: ['atrium@enyoi.example'],
		onlineMeeting: { joinUrl: url },
	};
	const before = structuredClone(given);
	expect(inputOf('event', given)).toEqual({
		subject: 'x',
		externalId: '',
		attendees: [
			{ emailAddress: { address: 'bob@enyoi.example' } },
			{ emailAddress: { address: 'carol@enyoi.example' } },
			{ emailAddress: { address: 'atrium@enyoi.example' }, type: 'resource' },
		],
	});
	expect(given).toEqual(before);
	expect(joinUrlOf(given)).toBe(url);
	expect(joinUrlOf({})).toBeUndefined();
	expect(inputOf('event', { subject: 'x' })).not.toHaveProperty('attendees');
});
