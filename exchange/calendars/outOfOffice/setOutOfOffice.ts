import { isDeepStrictEqual } from 'node:util';
import { instantText } from '../../calendar/civil';
import { timeZones } from '../../calendar/timeZone';
import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import { setUserOofSettings } from '../../ews/operations/userOofSettings';
import { call } from '../../ews/request';
import {
	assertAllowed,
	assertExchange,
	assertOneOf,
	assertOptions,
	moment,
	type Allowed,
} from '../../inputs';
import { notDone } from '../../notDone';
import { readText } from '../../push/input/values';
import { throwIfCancelled } from '../../transport/errors';
import { zoneNamed } from '../availability/options';
import { htmlOf, textOf } from '../htmlText';
import { allowed } from './errors';
import {
	audiences,
	mailboxOptions,
	readReplies,
	shown,
	statuses,
	type Replies,
} from './getOutOfOffice';
import type { ReplyText, SetOutOfOffice, SetOutOfOfficeOptions } from './outOfOffice';

const replies = ['internalReply', 'externalReply'] as const;

/** Characters of HTML. */
const longestReply = 128_000;

const replyText: Allowed = {
	isAllowed: (value) => {
		if (typeof value === 'string') return true;
		const { contentType, content } = Object(value ?? {}) as Record<string, unknown>;
		return (contentType === 'html' || contentType === 'text') && typeof content === 'string';
	},
	words:
		'a text, such as "Back on Monday", or one with its format, such as { contentType: "html", content: "<p>Back on Monday</p>" }',
};

/**
 * Switches the automatic replies of a mailbox on, off, or on for a window; what is not given stays, also
 * the texts of replies that are switched off.
 * @returns the settings as they are afterwards, such as an audience that the organization does not allow
 * @throws InvalidInput naming the option; AutomaticRepliesDenied without the right; ExchangeError as the
 * server answers
 */
export async function setOutOfOffice(
	exchange: Exchange,
	options: SetOutOfOfficeOptions,
): Promise<SetOutOfOffice> {
	assertExchange(exchange);
	const times = { start: moment, end: moment, now: moment };
	assertOptions(options, { ...mailboxOptions, ...times }, ['mailbox']);
	assertOneOf('status', options.status, Object.keys(statuses));
	assertOneOf('externalAudience', options.externalAudience, Object.keys(audiences));
	for (const name of replies) {
		assertAllowed(name, options[name], replyText);
		const reply = options[name];
		if (reply === undefined) continue;
		readText(name, typeof reply === 'string' ? reply : reply.content);
		assertKeepable(name, messageOf(reply)?.message ?? '');
	}
	throwIfCancelled(options.signal);
	const { mailbox, signal, externalAudience } = options;
	const zone = zoneNamed(options.timeZone, timeZones());
	const window = windowOf(options);
	const kept = await readReplies(exchange, options);
	const status = options.status ?? (window && 'scheduled');
	const state = status ? statuses[status] : kept.state;
	if (state === 'Scheduled' && !window) assertAhead(kept.end, options.now);
	const { internalReply, externalReply } = kept;
	const settings = {
		...kept,
		...window,
		state,
		externalAudience: externalAudience ? audiences[externalAudience] : kept.externalAudience,
		internalReply: { ...internalReply, ...messageOf(options.internalReply) },
		externalReply: { ...externalReply, ...messageOf(options.externalReply) },
	};
	await allowed(
		exchange,
		mailbox,
		call(exchange, setUserOofSettings, { mailbox, ...settings }, { mailbox, signal }),
	);
	const now = await readReplies(exchange, options);
	if (isDeepStrictEqual(now, kept) && !isDeepStrictEqual(meantBy(settings), meantBy(kept))) {
		const message =
			'Exchange answered that the automatic replies were set, and they are as they were before';
		throw notDone('SetUserOofSettings', mailbox, message);
	}
	const keptDifferently = replies.filter(
		(name) =>
			options[name] !== undefined &&
			!isDeepStrictEqual(wordsOf(settings[name]), wordsOf(now[name])),
	);
	return {
		...shown(now, mailbox, zone),
		...(keptDifferently.length > 0 && { keptDifferently }),
	};
}

/** What is the caller's to say: servers wrap texts, and an organization may allow no such audience. */
function meantBy({ state, start, end, internalReply, externalReply }: Replies) {
	const texts = [internalReply, externalReply].map(wordsOf);
	return { state, texts, window: state === 'Scheduled' && [start, end] };
}

function wordsOf({ message }: Replies['internalReply']): string[] {
	return textOf(message).trim().split(/\s+/);
}

/** @throws InvalidInput for a reply of which Exchange drops the end without a word */
function assertKeepable(field: string, { length }: string): void {
	if (length <= longestReply) return;
	throw new InvalidInput(
		field,
		`The reply has ${length} characters as HTML, and Exchange keeps the first ${longestReply}`,
		{
			remedy:
				'Shorten it, or put the long part where a link leads, such as a page of the intranet.',
		},
	);
}

function messageOf(reply: ReplyText | undefined): { message: string } | undefined {
	if (reply === undefined) return undefined;
	const { contentType, content } =
		typeof reply === 'string' ? { contentType: 'text', content: reply } : reply;
	return { message: contentType === 'html' || content === '' ? content : htmlOf(content) };
}

/** @throws InvalidInput for a window without one of its ends, reversed, past, or of another status */
function windowOf({
	start,
	end,
	status,
	now,
}: SetOutOfOfficeOptions): { start: number; end: number } | undefined {
	if (!start && !end) return undefined;
	const missing = start ? 'end' : 'start';
	if (!start || !end) {
		throw new InvalidInput(missing, `The ${missing} is missing`, {
			remedy: 'Give both ends of the window, or none of them to leave it as it is.',
		});
	}
	if (status !== undefined && status !== 'scheduled') {
		throw new InvalidInput('status', `A window counts for nothing with the status ${status}`, {
			remedy: 'Use scheduled for a window, or leave start and end out.',
		});
	}
	// Servers read whole seconds.
	const window = { start: seconds(start), end: seconds(end) };
	if (window.end <= window.start) {
		throw new InvalidInput(
			'end',
			`end (${instantText(window.end)}) is not after start (${instantText(window.start)})`,
			{ remedy: 'Give the end of the absence, such as a week after start.' },
		);
	}
	assertAhead(window.end, now);
	return window;
}

function assertAhead(end: number | undefined, now = new Date()): void {
	if (end === undefined) {
		throw new InvalidInput('start', 'There is no window yet', {
			remedy: 'Give start and end, such as new Date("2026-12-24T11:00:00Z").',
		});
	}
	if (end > now.getTime()) return;
	throw new InvalidInput('end', `The window is over since ${instantText(end)}`, {
		remedy: 'Give start and end with an end that lies ahead; Exchange takes no other.',
	});
}

function seconds(date: Date): number {
	return Math.floor(date.getTime() / 1000) * 1000;
}
