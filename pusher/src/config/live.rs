//! The configuration that is in force, which SIGHUP replaces.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use arc_swap::ArcSwap;

use super::{Config, ConfigError, load};

/// A handle to the configuration in force. Cloning is cheap, and all clones see a reload.
#[derive(Debug, Clone)]
pub struct Live {
    current: Arc<ArcSwap<Config>>,
    file: Option<Arc<PathBuf>>,
}

impl Live {
    /// Holds a configuration, and where it came from.
    #[must_use]
    pub fn new(config: Config, file: Option<&Path>) -> Self {
        Self {
            current: Arc::new(ArcSwap::from_pointee(config)),
            file: file.map(|file| Arc::new(file.to_owned())),
        }
    }

    /// The configuration in force.
    #[must_use]
    pub fn current(&self) -> Arc<Config> {
        self.current.load_full()
    }

    /// Puts another configuration in force.
    pub fn set(&self, config: Config) {
        self.current.store(Arc::new(config));
    }

    /// Reads file and environment again. What is bound to a listener or an open file stays as it was, and its keys
    /// are returned: they need a restart.
    ///
    /// # Errors
    /// What [`load`] answers; the old configuration stays in force.
    pub fn reload(&self) -> Result<Vec<&'static str>, ConfigError> {
        let mut next = load(self.file.as_deref().map(PathBuf::as_path))?;
        let current = self.current();
        let mut kept = Vec::new();
        macro_rules! keep {
            ($($section:ident.$key:ident),*) => {$(
                if next.$section.$key != current.$section.$key {
                    next.$section.$key.clone_from(&current.$section.$key);
                    kept.push(concat!(stringify!($section), ".", stringify!($key)));
                }
            )*};
        }
        keep!(
            client.listen,
            internal.listen,
            operations.listen,
            operations.log_format,
            store.path,
            gateway.allow_http,
            gateway.allow_addresses,
            gateway.deny_addresses,
            gateway.authorities_file,
            gateway.connect_timeout_s,
            gateway.timeout_s,
            gateway.max_response_bytes,
            delivery.instance,
            delivery.badge,
            delivery.badge_delay_ms,
            auth.cache_s,
            auth.cache_entries
        );
        self.set(next);
        Ok(kept)
    }
}
