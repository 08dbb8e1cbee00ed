/**
 * A method of a node whose file is loaded when the method is first called: n8n loads the nodes whenever it
 * starts, and waits for each file.
 */
export function late<This, Given extends unknown[], T>(
	load: () => Promise<(this: This, ...given: Given) => Promise<T>>,
): (this: This, ...given: Given) => Promise<T> {
	return async function (...given) {
		const method = await load();
		return await method.apply(this, given);
	};
}

/** The Test button of a credential. */
export const exchangeServerTest = late(
	async () => (await import('./credentialTest')).exchangeServerTest,
);

/** The list of a field Calendar. */
export const searchCalendars = late(
	async () => (await import('./searchCalendars')).searchCalendars,
);

/** The list of a field Mailbox. */
export const searchMailboxes = late(
	async () => (await import('./searchMailboxes')).searchMailboxes,
);
