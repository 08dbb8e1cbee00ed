export function environmentForNpm(environment?: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
