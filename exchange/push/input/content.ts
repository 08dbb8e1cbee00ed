import { InvalidInput } from '../../errors';
import type { PushException, PushInput } from './pushInput';
import type { WritableEvent } from './writableEvent';
import { isGiven, readChoice, readLine, readObject, readText } from './text';

/** Longest body: Exchange takes more, but a request should stay below its limits. */
const longestBody = 2 * 1024 * 1024;

export interface ContentReading {
	/** False for servers older than 2013, which know no `workingElsewhere`. */
	knowsWorkingElsewhere: boolean;
}

/**
 * What both an event and a single occurrence of it can say.
 * @param prefix of the fields in errors: `exceptions[2].`
 * @throws InvalidInput naming the field
 */
export function readContent(
	{ subject, body, location, showAs }: PushInput | PushException,
	{ knowsWorkingElsewhere }: ContentReading,
	prefix = '',
): Pick<WritableEvent, 'subject' | 'body' | 'location' | 'showAs'> {
	const event: ReturnType<typeof readContent> = {};
	if (isGiven(subject)) event.subject = readLine(`${prefix}subject`, subject);
	if (isGiven(body)) event.body = readBody(`${prefix}body`, body);
	if (isGiven(location)) {
		const field = `${prefix}location`;
		const place = typeof location === 'string' ? location : readObject(field, location).displayName;
		event.location = readLine(field, place);
	}
	if (isGiven(showAs)) {
		const more = knowsWorkingElsewhere ? (['workingElsewhere'] as const) : [];
		const allowed = ['free', 'tentative', 'busy', 'oof', ...more] as const;
		event.showAs = readChoice(`${prefix}showAs`, showAs, allowed);
	}
	return event;
}

function readBody(
	field: string,
	given: NonNullable<PushInput['body']>,
): NonNullable<WritableEvent['body']> {
	const { contentType, content } =
		typeof given === 'string' ? { contentType: 'text', content: given } : readObject(field, given);
	const text = readText(`${field}.content`, content);
	if (text.length > longestBody) {
		throw new InvalidInput(`${field}.content`, `${field}.content has ${text.length} characters`, {
			remedy: `Shorten it to ${longestBody} characters.`,
		});
	}
	return {
		contentType: readChoice(`${field}.contentType`, contentType ?? 'text', ['html', 'text']),
		content: text,
	};
}
