import type { AutomaticReply, OutOfOffice, XmlElement, XmlNode } from '../contracts';
import { parseDateTime } from '../model/zonedTime';
import { ResponseError } from '../responseErrors';
import { utc } from '../timeZones';
import { element } from '../xml/element';
import { child, path, textOf } from '../xml/node';

const KEPT = ['OofState', 'ExternalAudience', 'Duration', 'InternalReply', 'ExternalReply'];

/** Whoever never set anything: nobody is told, nobody outside at all, for the day that comes. */
export function defaultOutOfOffice(now: Date): OutOfOffice {
	const start = new Date(Math.ceil(now.getTime() / 3_600_000) * 3_600_000);
	return {
		state: 'Disabled',
		externalAudience: 'None',
		start,
		end: new Date(start.getTime() + 86_400_000),
		internalReply: { text: '' },
		externalReply: { text: '' },
	};
}

/**
 * All of it is replaced: both replies have to be there, and a window for a schedule, in UTC, that does not
 * end in the past. Without a schedule the window is not looked at.
 * @throws ResponseError for what is missing, and for what is not kept here
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode (ErrorInvalidScheduledOofDuration, ErrorInvalidUserOofSettings)
 */
export function readOutOfOffice(node: XmlNode, known: OutOfOffice, now: Date): OutOfOffice {
	const lost = node.children.find(({ name }) => !KEPT.includes(name));
	if (lost) throw invalid(`this server does not keep ${lost.name}.`);
	const [internalReply, externalReply] = ['InternalReply', 'ExternalReply'].map((name) => {
		const reply = readReply(child(node, name));
		if (!reply) throw invalid(`${name} is missing.`);
		return reply;
	});
	const state = textOf(node, 'OofState') ?? known.state;
	const time = (name: string) => {
		const text = path(node, 'Duration', name)?.text ?? '';
		return text.endsWith('Z') ? parseDateTime(text, utc) : undefined;
	};
	const [start, end] = [time('StartTime'), time('EndTime')];
	if (state === 'Scheduled' && !(start && end && end > start && end > now)) {
		throw new ResponseError(
			'ErrorInvalidScheduledOofDuration',
			'The scheduled out-of-office duration is invalid: it has to end after its start, in the future.',
		);
	}
	return {
		state,
		externalAudience: textOf(node, 'ExternalAudience') ?? known.externalAudience,
		start: start ?? known.start,
		end: end ?? known.end,
		internalReply,
		externalReply,
	};
}

function readReply(node: XmlNode | undefined): AutomaticReply | undefined {
	if (!node) return undefined;
	return { text: textOf(node, 'Message') ?? '', language: node.attributes.lang };
}

function invalid(reason: string): ResponseError {
	return new ResponseError(
		'ErrorInvalidUserOofSettings',
		`The out-of-office settings are invalid: ${reason}`,
	);
}

export function outOfOfficeElement(settings: OutOfOffice): XmlElement {
	return element('t:OofSettings', [
		element('t:OofState', settings.state),
		element('t:ExternalAudience', settings.externalAudience),
		element('t:Duration', [
			element('t:StartTime', settings.start),
			element('t:EndTime', settings.end),
		]),
		replyElement('t:InternalReply', settings.internalReply),
		replyElement('t:ExternalReply', settings.externalReply),
	]);
}

function replyElement(name: string, { text, language }: AutomaticReply): XmlElement {
	return element(name, element('t:Message', text), { 'xml:lang': language });
}
