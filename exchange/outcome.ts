import { ExchangeError } from './errors';

/** What came of a request: its answer, or the failure that was reported. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: ExchangeError };

/**
 * Turns a failure into a value, for callers to whom it tells something. Rejects as before for anything that
 * is no ExchangeError, and for the failures that `hopeless` names.
 */
export async function outcomeOf<T>(
	answer: Promise<T>,
	hopeless: (error: ExchangeError) => boolean = () => false,
): Promise<Outcome<T>> {
	return await answer.then(
		(value): Outcome<T> => ({ ok: true, value }),
		async (error: unknown): Promise<Outcome<T>> =>
			error instanceof ExchangeError && !hopeless(error)
				? { ok: false, error }
				: await Promise.reject(error),
	);
}
