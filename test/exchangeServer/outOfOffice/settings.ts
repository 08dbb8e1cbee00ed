import type { AutomaticReply, OutOfOffice, XmlElement, XmlNode } from '../contracts';
import { parseDateTime } from '../model/zonedTime';
import { ResponseError } from '../responseErrors';
import { utc } from '../timeZones';
import { element } from '../xml/element';
import { child, path, textOf } from '../xml/node';

const KEPT = ['OofState', 'ExternalAudience', 'Duration', 'InternalReply', 'ExternalReply'];

/** Whoever never set anything: nobody is told, for the day that comes. */
export function defaultOutOfOffice(now: Date): OutOfOffice {
	const start = new Date(Math.ceil(now.getTime() / 3_600_000) * 3_600_000);
	return {
		state: 'Disabled',
		externalAudience: 'All',
		start,
		end: new Date(start.getTime() + 86_400_000),
		internalReply: { text: '' },
		externalReply: { text: '' },
	};
}

/** @throws ResponseError for what is not kept, and for an end before the start */
export function readOutOfOffice(node: XmlNode, known: OutOfOffice): OutOfOffice {
	const lost = node.children.find(({ name }) => !KEPT.includes(name));
	if (lost) throw invalid(`this server does not keep ${lost.name}.`);
	const state = textOf(node, 'OofState') ?? known.state;
	const time = (name: string) =>
		parseDateTime(path(node, 'Duration', name)?.text ?? '', utc) ?? undefined;
	const [start, end] = [time('StartTime') ?? known.start, time('EndTime') ?? known.end];
	if (end <= start) throw invalid('the end has to be later than the start.');
	return {
		state,
		externalAudience: textOf(node, 'ExternalAudience') ?? known.externalAudience,
		start,
		end,
		internalReply: readReply(child(node, 'InternalReply')) ?? known.internalReply,
		externalReply: readReply(child(node, 'ExternalReply')) ?? known.externalReply,
	};
}

function readReply(node: XmlNode | undefined): AutomaticReply | undefined {
	if (!node) return undefined;
	return { text: textOf(node, 'Message') ?? '', language: node.attributes['xml:lang'] };
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
