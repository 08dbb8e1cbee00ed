import type { Exchange } from '../connection';
import { ExchangeError } from '../errors';

/** What autodiscover found is asked for again once nobody answers there. */
export function forgetLostServer(
	{ ewsUrl }: Pick<Exchange, 'ewsUrl'>,
	mailbox: string | undefined,
	error: unknown,
): void {
	if (!(error instanceof ExchangeError)) return;
	const { code, details } = error;
	if (code === 'unreachable' || code === 'nameResolution' || details.httpStatus === 404) {
		ewsUrl.forget?.(mailbox);
	}
}
