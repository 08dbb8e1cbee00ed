import { ExchangeError } from './errors';

/** The answer to a request, or its failure. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: ExchangeError };

/**
 * Turns a failure into a value, for callers that handle it.
 * @param isFatal failures that are still thrown; default none
 * @throws anything that is not an ExchangeError, and the failures that `isFatal` names
 */
export async function outcomeOf<T>(
	answer: Promise<T>,
	isFatal: (error: ExchangeError) => boolean = () => false,
): Promise<Outcome<T>> {
	return await answer.then(
		(value): Outcome<T> => ({ ok: true, value }),
		async (error: unknown): Promise<Outcome<T>> =>
			error instanceof ExchangeError && !isFatal(error)
				? { ok: false, error }
				: await Promise.reject(error),
	);
}
