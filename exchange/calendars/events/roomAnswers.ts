import { setTimeout as wait } from 'node:timers/promises';
import type { ResponseStatus } from '../../calendar/graphTypes';
import type { Allowed } from '../../inputs';
import { outcomeOf } from '../../outcome';
import { throwIfCancelled } from '../../transport/errors';
import type { WrittenEvent } from './event';
import type { RoomAnswer } from './options';

export const roomSeconds: Allowed = {
	isAllowed: (value) => typeof value === 'number' && value >= 1 && value <= 120,
	words: 'a number of seconds from 1 to 120, such as 30',
};

/** Milliseconds between two looks: rooms mostly answer within seconds. */
const firstPauseMs = 500;
const maxPauseMs = 5_000;

/**
 * Waits until each room of a meeting has answered, but no longer than so many seconds. Answers are read
 * from the meeting itself, where Exchange notes them.
 * @param read the meeting as it is now; while that fails, what is known counts
 * @throws Cancelled
 */
export async function waitForRooms(
	event: WrittenEvent,
	read: () => Promise<WrittenEvent>,
	{ seconds, signal }: { seconds: number; signal?: AbortSignal },
): Promise<{ event: WrittenEvent; roomAnswers: RoomAnswer[] }> {
	const until = performance.now() + seconds * 1_000;
	let now = event;
	let pause = firstPauseMs;
	while (answersIn(now).some(({ response }) => response === 'none')) {
		const left = until - performance.now();
		if (left <= 0) break;
		await wait(Math.min(pause, left), undefined, { signal }).catch(() => throwIfCancelled(signal));
		pause = Math.min(pause * 2, maxPauseMs);
		const found = await outcomeOf(read(), ({ code }) => code === 'cancelled');
		if (found.ok) now = found.value;
	}
	return { event: now, roomAnswers: answersIn(now) };
}

function answersIn({ attendees = [] }: WrittenEvent): RoomAnswer[] {
	return attendees
		.filter(({ type }) => type === 'resource')
		.map(({ emailAddress: { name, address }, status }) => ({
			...(name !== undefined && { displayName: name }),
			...(address !== undefined && { emailAddress: address }),
			response: answerOf(status),
		}));
}

function answerOf(status: Partial<ResponseStatus> | undefined): RoomAnswer['response'] {
	const response = status?.response;
	return response === 'accepted' || response === 'declined' || response === 'tentativelyAccepted'
		? response
		: 'none';
}
