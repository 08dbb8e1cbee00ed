import { ExchangeError, InvalidInput } from '../../errors';
import type { PushResult } from '../options';
import type { PlannedAction } from '../plan/plan';

const actions: Record<PlannedAction['action'], PushResult['action']> = {
	create: 'created',
	update: 'updated',
	adopt: 'updated',
	delete: 'deleted',
	unchanged: 'unchanged',
	skip: 'skipped',
	conflict: 'conflict',
	fail: 'failed',
};

/**
 * The result of an action.
 * @param tried what was sent for it before; finding that done now means that it was this run's work
 * @param removedCopies further items of the event that went to Deleted Items
 */
export function resultOf(
	action: PlannedAction,
	tried?: PlannedAction,
	removedCopies: readonly string[] = [],
): PushResult {
	const { externalId, input, id, changeKey, reason, message, fields } = action;
	const { managedBy, duplicates, iCalUId, subject, start, end } = action;
	const isDone =
		tried !== undefined &&
		(action.action === 'unchanged' || (tried.action === 'delete' && reason === 'notLinked'));
	return {
		action: actions[kindOf(isDone ? tried : action)],
		externalId,
		...defined({ input: input ?? tried?.input, id: id ?? tried?.id, changeKey }),
		...defined({ iCalUId, subject, start, end }),
		reason: isDone ? tried.reason : reason,
		...defined({ message, fields, managedBy, duplicates }),
		...(removedCopies.length > 0 && { removedCopies: [...removedCopies] }),
		...defined({ inSource: action.inSource, inExchange: action.inExchange }),
		...(action.action === 'fail' && {
			error: new InvalidInput(action.field ?? 'event', message ?? 'The event is not valid', {
				remedy: action.remedy,
			}),
		}),
	};
}

/** An item that only gets its link is unchanged: nobody sees a difference. */
function kindOf({ action, event = {} }: PlannedAction): PlannedAction['action'] {
	return action === 'adopt' && Object.keys(event).length === 0 ? 'unchanged' : action;
}

export function failedResult(action: PlannedAction, error: unknown): PushResult {
	const known =
		error instanceof ExchangeError
			? error
			: new ExchangeError('server', String((error as Error)?.message ?? error), { cause: error });
	const { externalId, input, id, subject, start, end } = action;
	return {
		action: 'failed',
		externalId,
		...defined({ input, id, subject, start, end }),
		message: known.message,
		error: known,
	};
}

function defined<T extends object>(given: T): Partial<T> {
	return Object.fromEntries(
		Object.entries(given).filter(([, value]) => value !== undefined),
	) as Partial<T>;
}
