import { harshBehaviours, type Behaviours } from '../../exchangeServer/behaviours';

/** The harshest server on which people have set their working hours and the account stays signed in. */
export const harsh: Behaviours = {
	...harshBehaviours,
	mailboxTimeZone: 'asConfigured',
	transient401: 'never',
};
